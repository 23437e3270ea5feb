//! The connection that fetches keys and sends, and that never says whose it is.

use crate::Result;
use crate::connection::{Connection, PATIENCE};
use crate::wire::{MultiMessage, Payload, PreKey, Refusal, RequestPreKeys, ServerInfo};
use std::time::Instant;

/// An anonymous connection, for one request after the other.
pub struct Anonymous(Connection);

impl Anonymous {
    /// Connects.
    pub fn open(url: &str) -> Result<Self> {
        Ok(Self(Connection::open(url)?))
    }

    /// The limits of the server.
    pub fn limits(&self) -> &ServerInfo {
        &self.0.limits
    }

    /// The keys of a user's devices; none if all that are asked for are known.
    pub fn fetch(&mut self, request: RequestPreKeys) -> Result<Vec<PreKey>> {
        let sequence = self.0.request(Payload::RequestPreKeys(request))?;
        let mut keys: Vec<PreKey> = Vec::new();
        loop {
            match self.answer(sequence)? {
                Payload::PreKey(key) => keys.push(key),
                Payload::Ack(_) => return Ok(keys),
                other => return Err(unexpected(other)),
            }
            if keys.len() >= keys[0].answer_size as usize {
                return Ok(keys);
            }
        }
    }

    /// Sends a message to several devices, and returns the parts that were refused; all others are safe.
    pub fn send(&mut self, message: MultiMessage) -> Result<Vec<Refusal>> {
        let sequence = self.0.request(Payload::MultiMessage(message))?;
        match self.answer(sequence)? {
            Payload::MultiResult(result) => Ok(result.refused),
            other => Err(unexpected(other)),
        }
    }

    fn answer(&mut self, sequence: u32) -> Result<Payload> {
        let deadline = Instant::now() + PATIENCE;
        while let Some(message) = self.0.receive(deadline)? {
            if let (true, Some(payload)) = (message.sequence == sequence, message.payload) {
                return Ok(payload);
            }
        }
        Err("the server did not answer".into())
    }
}

/// The error for an answer that is not the expected one.
pub fn unexpected(payload: Payload) -> crate::Error {
    match payload {
        Payload::Error(error) => error.name.into(),
        _ => "the server answered with something else".into(),
    }
}
