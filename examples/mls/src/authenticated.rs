//! The connection of one device: it registers keys and receives.

use crate::anonymous::unexpected;
use crate::connection::{Connection, PATIENCE};
use crate::identity::User;
use crate::wire::{Address, AuthResponse, Empty, KeyStatus, Login, Message, Payload, Register, RequestKeyStatus};
use crate::{Result, wire};
use prost::Message as _;
use std::collections::VecDeque;
use std::time::Instant;

/// What the server sends to a device.
pub enum Arrival {
    /// A message, to be acked under this number once it is safe.
    Message(u32, Vec<u8>),
    /// This many more one-time keys are wanted.
    KeysLow(u32),
    /// Everything that waited at the login is acked.
    Drained,
}

/// A connection that belongs to an Address.
pub struct Authenticated {
    connection: Connection,
    arrived: VecDeque<Message>,
}

impl Authenticated {
    /// Connects, and logs in.
    pub fn log_in(url: &str, user: &User, device_id: u32) -> Result<Self> {
        let connection = Connection::open(url)?;
        let login = Login {
            address: Some(Address { user_id: user.id(), device_id }),
            nonce: connection.nonce.clone(),
            server_name: connection.server_name.clone(),
            report_drained: true,
        };
        let login = login.encode_to_vec();
        let signature = user.sign(&login);
        let mut device = Self { connection, arrived: VecDeque::new() };
        device.request_ack(Payload::AuthResponse(AuthResponse { login, signature }))?;
        Ok(device)
    }

    /// Sets or adds to this device's keys.
    pub fn register(&mut self, keys: Register) -> Result<()> {
        self.request_ack(Payload::Register(keys))
    }

    /// The keys of this device that the server has.
    pub fn key_status(&mut self) -> Result<KeyStatus> {
        let request = RequestKeyStatus { one_time_key_hashes: false };
        match self.request(Payload::RequestKeyStatus(request))? {
            Payload::KeyStatus(status) => Ok(status),
            other => Err(unexpected(other)),
        }
    }

    /// Acks the message of this number: the server forgets it.
    pub fn ack(&mut self, sequence: u32) -> Result<()> {
        self.connection.answer(sequence, Payload::Ack(Empty {}))
    }

    /// What the server sends next, or `None` if nothing arrives in time.
    pub fn next(&mut self, deadline: Instant) -> Result<Option<Arrival>> {
        loop {
            let next = match self.arrived.pop_front() {
                Some(message) => Some(message),
                None => self.connection.receive(deadline)?,
            };
            let Some(wire::Message { sequence, payload }) = next else {
                return Ok(None);
            };
            match payload {
                Some(Payload::InboundMessage(bytes)) => return Ok(Some(Arrival::Message(sequence, bytes))),
                Some(Payload::PreKeysLow(low)) => return Ok(Some(Arrival::KeysLow(low.keys_requested))),
                Some(Payload::Drained(_)) => return Ok(Some(Arrival::Drained)),
                _ => {} // Of a later version.
            }
        }
    }

    fn request_ack(&mut self, payload: Payload) -> Result<()> {
        match self.request(payload)? {
            Payload::Ack(_) => Ok(()),
            other => Err(unexpected(other)),
        }
    }

    /// Keeps what arrives before the answer.
    fn request(&mut self, payload: Payload) -> Result<Payload> {
        let sequence = self.connection.request(payload)?;
        let deadline = Instant::now() + PATIENCE;
        while let Some(message) = self.connection.receive(deadline)? {
            match message.payload {
                Some(payload) if is_answer(&payload) && message.sequence == sequence => return Ok(payload),
                _ => self.arrived.push_back(message),
            }
        }
        Err("the server did not answer".into())
    }
}

/// Whether the number is one of ours.
fn is_answer(payload: &Payload) -> bool {
    matches!(payload, Payload::Ack(_) | Payload::Error(_) | Payload::KeyStatus(_))
}
