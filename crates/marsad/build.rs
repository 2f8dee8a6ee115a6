//! Builds the program again when a data file is added or changed: the data folder is part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=../../data");
}
