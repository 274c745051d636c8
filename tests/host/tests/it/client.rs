//! HTTP/1.1 as plainly as it gets: a test sees every byte, and writes all before it reads.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// One kept-alive connection.
pub(crate) struct Connection(BufReader<TcpStream>, SocketAddr);

/// Status and body.
pub(crate) type Answer = (u16, String);

impl Connection {
    /// Connects to a host.
    pub(crate) fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(BufReader::new(stream), address)
    }

    /// The address that the host sees.
    pub(crate) fn local_address(&self) -> SocketAddr {
        self.0.get_ref().local_addr().unwrap()
    }

    /// One GET.
    pub(crate) fn get(&mut self, target: &str) -> Answer {
        self.send("GET", target, "", b"")
    }

    /// One POST.
    pub(crate) fn post(&mut self, target: &str, body: &[u8]) -> Answer {
        self.send("POST", target, "", body)
    }

    /// One request; `headers` are whole lines.
    pub(crate) fn send(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
        let head = format!(
            "{method} {target} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n{headers}\r\n",
            self.1,
            body.len()
        );
        self.raw(&[head.as_bytes(), body].concat())
    }

    /// Bytes as they are, and the answer to them.
    pub(crate) fn raw(&mut self, request: &[u8]) -> Answer {
        self.0.get_mut().write_all(request).unwrap();
        let status = self.line().split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            chunked |= line == "transfer-encoding: chunked";
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let size = usize::from_str_radix(&self.line(), 16).unwrap();
                body.extend(self.bytes(size));
                self.line();
                if size == 0 {
                    break;
                }
            }
        } else {
            body = self.bytes(length);
        }
        (status, String::from_utf8(body).unwrap())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        assert!(line.ends_with("\r\n"), "the connection was closed after {line:?}");
        line.trim_end().to_owned()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.0.read_exact(&mut bytes).unwrap();
        bytes
    }
}
