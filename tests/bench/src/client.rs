//! HTTP/1.1 over one kept-alive connection, no more than the measurements need, so that it costs
//! little of the processor that it shares with the host.

use std::net::SocketAddr;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection with what was read of the current answer.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

/// An answer that has arrived.
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    /// The body, as it was sent: a chunked one with its chunks' heads.
    pub(crate) body: &'a [u8],
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await.context("no connection to the host")?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, read: Vec::with_capacity(64 << 10) })
    }

    /// Sends a request as it stands, and waits for the whole answer.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.read.clear();
        loop {
            ensure!(self.stream.read_buf(&mut self.read).await? > 0, "the host closed the connection");
            if let Some((status, start)) = whole(&self.read)? {
                return Ok(Answer { status, body: self.read.get(start..).unwrap_or_default() });
            }
        }
    }
}

/// One GET on a connection of its own.
pub(crate) fn get(address: SocketAddr, path: &str) -> Result<Vec<u8>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(address).await?;
        let answer = connection.ask(format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()).await?;
        ensure!(answer.status == 200, "{path} was answered {}", answer.status);
        Ok(answer.body.to_vec())
    })
}

/// The status of an answer and where its body begins, once all of it is there.
fn whole(read: &[u8]) -> Result<Option<(u16, usize)>> {
    let Some(end) = find(read, b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(read.get(..end).unwrap_or_default())?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    let status = status.ok_or_else(|| anyhow!("an answer without a status"))?;
    let start = end + 4;
    let body = read.get(start..).unwrap_or_default();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            let length: usize = value.trim().parse()?;
            return Ok((body.len() >= length).then_some((status, start)));
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            return Ok(chunks_end(body)?.then_some((status, start)));
        }
    }
    bail!("an answer without a length");
}

/// Whether the last chunk has arrived.
fn chunks_end(mut body: &[u8]) -> Result<bool> {
    loop {
        let Some(line) = find(body, b"\r\n") else { return Ok(false) };
        let size = std::str::from_utf8(body.get(..line).unwrap_or_default())?;
        let size = usize::from_str_radix(size.trim(), 16).context("a chunk without a size")?;
        let Some(rest) = body.get(line + 2 + size + 2..) else { return Ok(false) };
        if size == 0 {
            return Ok(true);
        }
        body = rest;
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_last_byte_is_there() {
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
        ] {
            let status = answer[9..12].parse().unwrap();
            for end in 0..answer.len() {
                assert_eq!(whole(&answer.as_bytes()[..end]).unwrap(), None, "{}", &answer[..end]);
            }
            assert_eq!(
                whole(answer.as_bytes()).unwrap(),
                Some((status, find(answer.as_bytes(), b"\r\n\r\n").unwrap() + 4))
            );
        }
        assert!(whole(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
