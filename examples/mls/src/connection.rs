//! One WebSocket to the server, which speaks the second version of its protocol.

use crate::Result;
use crate::wire::{AuthChallenge, Message, Payload, ServerInfo, frame};
use prost::Message as _;
use std::io::ErrorKind::{TimedOut, WouldBlock};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tungstenite::client::client_with_config;
use tungstenite::http::Uri;
use tungstenite::{ClientRequestBuilder, Error, WebSocket};

/// For how long anything is awaited that the server answers at once.
pub const PATIENCE: Duration = Duration::from_secs(30);

const SUBPROTOCOL: &str = "messaging.v2";
const NONCE_BYTES: usize = 32;

/// A connection whose challenge has arrived.
pub struct Connection {
    socket: WebSocket<TcpStream>,
    next: u32,
    /// The host of the dialed URL, as a login names it.
    pub server_name: String,
    /// The nonce of the challenge.
    pub nonce: Vec<u8>,
    /// The limits of the server.
    pub limits: ServerInfo,
}

impl Connection {
    /// Connects, and awaits the challenge.
    pub fn open(url: &str) -> Result<Self> {
        let uri: Uri = url.parse()?;
        if uri.scheme_str() != Some("ws") {
            return Err("the example has no TLS: give a ws:// URL".into());
        }
        let host = uri.host().ok_or("a URL without a host")?.to_ascii_lowercase();
        let at = (host.trim_matches(['[', ']']), uri.port_u16().unwrap_or(80));
        let stream = TcpStream::connect(at)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        // It fails if the server does not select the subprotocol.
        let request = ClientRequestBuilder::new(uri).with_sub_protocol(SUBPROTOCOL);
        let (socket, _) = client_with_config(request, stream, None)?;
        let mut connection = Self {
            socket,
            next: 1,
            server_name: host.trim_end_matches('.').into(),
            nonce: Vec::new(),
            limits: ServerInfo::default(),
        };
        let first = connection.receive(Instant::now() + PATIENCE)?;
        connection.challenged(first.and_then(|message| message.payload))?;
        Ok(connection)
    }

    fn challenged(&mut self, first: Option<Payload>) -> Result<()> {
        let Some(Payload::AuthChallenge(AuthChallenge { nonce, server })) = first else {
            return Err("the server sent no challenge".into());
        };
        if nonce.len() != NONCE_BYTES {
            return Err("a nonce of another length is not signed".into());
        }
        self.nonce = nonce;
        self.limits = server.ok_or("the server does not state its limits")?;
        Ok(())
    }

    /// Sends a request, and returns its number.
    pub fn request(&mut self, payload: Payload) -> Result<u32> {
        let sequence = self.next;
        self.next += 1;
        self.answer(sequence, payload)?;
        Ok(sequence)
    }

    /// Answers the server's request of this number.
    pub fn answer(&mut self, sequence: u32, payload: Payload) -> Result<()> {
        Ok(self.socket.send(frame(sequence, payload).into())?)
    }

    /// The next message, or `None` if none arrives in time.
    /// Reading also answers the server's pings.
    pub fn receive(&mut self, deadline: Instant) -> Result<Option<Message>> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let timeout = left.max(Duration::from_millis(1));
            self.socket.get_ref().set_read_timeout(Some(timeout))?;
            match self.socket.read() {
                Ok(tungstenite::Message::Binary(bytes)) => return Ok(Some(Message::decode(bytes)?)),
                Ok(tungstenite::Message::Close(_)) => return Err("the server closed the connection".into()),
                Ok(_) => {}
                Err(Error::Io(e)) if matches!(e.kind(), WouldBlock | TimedOut) => {}
                Err(e) => return Err(e.into()),
            }
            if Instant::now() >= deadline {
                return Ok(None);
            }
        }
    }
}
