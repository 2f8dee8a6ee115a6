//! A server on loopback that answers as it is told to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

type Answer = Box<dyn Fn(&str, &mut TcpStream) + Send + Sync>;

/// Paths with their answers; every request is noted with its head.
pub struct Server {
    pub base: String,
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(answers: Vec<(&'static str, Answer)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let answers: Arc<HashMap<&str, Answer>> = Arc::new(answers.into_iter().collect());
        let noted = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answers, noted) = (Arc::clone(&answers), Arc::clone(&noted));
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
                    let mut head = String::new();
                    while reader.read_line(&mut head).is_ok_and(|n| n > 2) {}
                    let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                    noted.lock().expect("a lock").push(head.clone());
                    let mut stream = stream;
                    match answers.get(path.as_str()) {
                        Some(a) => a(&head, &mut stream),
                        None => reply(&mut stream, "404 Not Found", "", b""),
                    }
                    let _ = stream.shutdown(std::net::Shutdown::Write);
                });
            }
        });
        Self { base, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub fn asked_for(&self, path: &str) -> usize {
        self.seen.lock().expect("a lock").iter().filter(|h| h.split_whitespace().nth(1) == Some(path)).count()
    }
}

pub fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) {
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(body);
}

pub fn answer(status: &'static str, headers: &'static str, body: Vec<u8>) -> Answer {
    Box::new(move |_, s| reply(s, status, headers, &body))
}
