//! `marsad user` and `marsad key`: who may log in, and which programs may ask more.

use super::archive_options::ArchiveOptions;
use super::{Exit, Stop};
use crate::serve::desk::Desk;
use crate::serve::desk::people::{Role, random};
use clap::{Args, Subcommand};
use std::io::{BufRead, Write};

/// Shortest password.
const LEAST: usize = 10;

/// Options of `marsad user`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    command: UserCommand,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Add a person, or give one a new role and password
    Add {
        /// Name to log in with
        name: String,
        /// What they may do
        #[arg(long, value_enum, default_value_t = Role::Reader)]
        role: Role,
        /// Read the password from the first line of standard input, instead of making one and printing it
        #[arg(long)]
        password_stdin: bool,
        #[command(flatten)]
        archive: ArchiveOptions,
    },
    /// List people
    List {
        #[command(flatten)]
        archive: ArchiveOptions,
    },
    /// End a person's access; what they decided stays
    End {
        /// Name
        name: String,
        #[command(flatten)]
        archive: ArchiveOptions,
    },
}

/// Options of `marsad key`.
#[derive(Debug, Args)]
pub struct KeyOptions {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and print it: it is shown this once
    Add {
        /// Whose it is
        name: String,
        /// Requests a minute
        #[arg(long, default_value_t = 6000)]
        rate: u32,
        #[command(flatten)]
        archive: ArchiveOptions,
    },
    /// End a key
    End {
        /// Whose it is
        name: String,
        #[command(flatten)]
        archive: ArchiveOptions,
    },
}

fn name_of(name: &str) -> Result<&str, Stop> {
    let n = name.trim();
    if n.is_empty() || n.chars().count() > 80 || n.chars().any(char::is_control) {
        return Err(Stop::Usage("a name has 1 to 80 letters".into()));
    }
    Ok(n)
}

fn password(from_input: bool) -> Result<(String, bool), Stop> {
    if !from_input {
        return Ok((random(10)?, true));
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|e| Stop::Usage(format!("no password on standard input: {e}")))?;
    let p = line.trim_end_matches(['\r', '\n']).to_owned();
    if p.chars().count() < LEAST {
        return Err(Stop::Usage(format!("a password has at least {LEAST} letters")));
    }
    Ok((p, false))
}

/// Runs `marsad user`.
pub fn run(o: &Options) -> Result<Exit, Stop> {
    let mut out = std::io::stdout().lock();
    match &o.command {
        UserCommand::Add { name, role, password_stdin, archive } => {
            let (name, (password, made)) = (name_of(name)?, password(*password_stdin)?);
            let desk = Desk::open(&archive.archive)?;
            desk.add_person(name, *role, &password)?;
            desk.note("", "user added", &format!("{name} {}", role.name()), "command line")?;
            if made {
                writeln!(out, "{password}")?;
            }
        }
        UserCommand::List { archive } => {
            for p in Desk::open(&archive.archive)?.people()? {
                writeln!(out, "{}  {}{}", p.name, p.role.name(), if p.ended.is_some() { "  (ended)" } else { "" })?;
            }
        }
        UserCommand::End { name, archive } => {
            let desk = Desk::open(&archive.archive)?;
            if !desk.end_person(name)? {
                return Err(Stop::Usage(format!("nobody called {name:?} may log in")));
            }
            desk.note("", "user ended", name, "command line")?;
        }
    }
    Ok(Exit::Fine)
}

/// Runs `marsad key`.
pub fn keys(o: &KeyOptions) -> Result<Exit, Stop> {
    match &o.command {
        KeyCommand::Add { name, rate, archive } => {
            let desk = Desk::open(&archive.archive)?;
            let key = desk.add_key(name_of(name)?, *rate).map_err(|e| match e {
                crate::archive::Error::Sql { .. } => {
                    Stop::Usage(format!("there is a key of {name:?} already: end it, and choose another name"))
                }
                e => Stop::Archive(e),
            })?;
            desk.note("", "key added", name, "command line")?;
            writeln!(std::io::stdout().lock(), "{key}")?;
        }
        KeyCommand::End { name, archive } => {
            let desk = Desk::open(&archive.archive)?;
            if !desk.end_key(name)? {
                return Err(Stop::Usage(format!("there is no key of {name:?}")));
            }
            desk.note("", "key ended", name, "command line")?;
        }
    }
    Ok(Exit::Fine)
}
