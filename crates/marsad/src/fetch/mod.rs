//! Bringing bytes in from where they are: servers and crawls.
//!
//! Takes addresses, feeds and WARC files, gives [`Report`](crate::archive::Report)s. Promises to be polite
//! (robots.txt, a rate a host, conditional requests) and safe: no private address is ever connected to, no
//! body grows past its cap, no server holds a thread for longer than its deadline.

pub mod address;
pub mod body;
pub mod client;
pub mod feed;
pub mod page;
pub mod polite;
pub mod sources;
pub mod wacz;
pub mod warc;
pub mod warc_writer;

/// Why something could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is none, or of another scheme than HTTP.
    #[error("{0}: not an http or https address")]
    Address(String),
    /// The address is not public.
    #[error("{0}: private, loopback and link-local addresses are not fetched")]
    Private(String),
    /// The site does not want it.
    #[error("{0}: robots.txt does not allow it")]
    Robots(String),
    /// The server answered with a failure.
    #[error("{url}: the server answered {status}")]
    Status {
        /// What was asked for.
        url: String,
        /// The answer.
        status: u16,
        /// When it wants to be asked again, in seconds.
        retry_after: Option<u64>,
    },
    /// Too large, before or after decompression.
    #[error("{url}: larger than {cap} bytes{}", if *packed { " when unpacked" } else { "" })]
    TooLarge {
        /// What was asked for.
        url: String,
        /// The cap.
        cap: u64,
        /// Whether the cap was passed in unpacking.
        packed: bool,
    },
    /// Too slow.
    #[error("{url}: not finished after {seconds} s")]
    TooSlow {
        /// What was asked for.
        url: String,
        /// The deadline.
        seconds: u64,
    },
    /// The program is ending.
    #[error("{0}: not fetched, the program is ending")]
    Ended(String),
    /// Too many redirects.
    #[error("{0}: more than {max} redirects", max = client::REDIRECTS)]
    Redirects(String),
    /// Connection or protocol.
    #[error("{url}: {why}")]
    Broken {
        /// What was asked for.
        url: String,
        /// What went wrong.
        why: String,
    },
    /// The answer is not what it should be.
    #[error("{url}: {why}")]
    Content {
        /// What was asked for.
        url: String,
        /// What is wrong with it.
        why: String,
    },
}
