//! Messages on their way to the server: each stays in the state until all its parts are safe or refused for good.

use crate::anonymous::Anonymous;
use crate::groups::Groups;
use crate::servers::Servers;
use crate::wire::{MultiMessage, Part, Refusal, ServerInfo};
use crate::{Address, Result};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A device that did not get a message, and never will.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The device.
    pub to: Address,
    /// Why, as the server names it: `stale_device`, `unknown_device` or `unknown_user`.
    pub error: String,
}

/// Errors after which the same bytes may be accepted later.
const RETRIED: [&str; 4] = ["unknown_error", "mailbox_full", "too_many_requests", "unavailable"];

/// For how long one call tries; what is left stays in the outbox.
const PATIENCE: Duration = Duration::from_secs(60);
const FIRST_WAIT: Duration = Duration::from_millis(500);

impl Groups {
    /// Sends everything in the outbox, the oldest first, and returns the devices that have left.
    pub(crate) fn flush(&self, servers: &Servers) -> Result<Vec<Refused>> {
        let mut refused = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        let mut wait = FIRST_WAIT;
        while !self.store.state().outbox.is_empty() {
            match self.send_oldest(servers, &mut refused) {
                Ok(true) => wait = FIRST_WAIT,
                Ok(false) if Instant::now() < deadline => {
                    sleep(wait);
                    wait *= 2;
                }
                Ok(false) => return Err("the server does not accept a message now; it stays in the outbox".into()),
                Err(e) if Instant::now() >= deadline => return Err(e),
                Err(_) => sleep(wait), // The connection is lost: the same bytes again.
            }
        }
        Ok(refused)
    }

    /// Sends the oldest message; whether all of it is settled.
    fn send_oldest(&self, servers: &Servers, refused: &mut Vec<Refused>) -> Result<bool> {
        let message = self.store.state().outbox[0].clone();
        let mut connection = Anonymous::open(servers.next())?;
        let mut left = Vec::new();
        for chunk in chunks(&message, *connection.limits()) {
            let parts = chunk.parts.clone();
            for Refusal { part, name } in connection.send(chunk)? {
                let part = parts.get(part as usize).ok_or("a refusal of no part")?;
                match RETRIED.contains(&name.as_str()) {
                    true => left.push(part.clone()),
                    false => refused.push(Refused { to: part.to.clone().unwrap_or_default(), error: name }),
                }
            }
        }
        let mut state = self.store.state();
        let settled = left.is_empty();
        match settled {
            true => drop(state.outbox.remove(0)),
            false => state.outbox[0].parts = left,
        }
        drop(state);
        self.store.save()?;
        Ok(settled)
    }
}

/// The message, in as many as the server's limits demand.
fn chunks(message: &MultiMessage, limits: ServerInfo) -> impl Iterator<Item = MultiMessage> {
    let largest = message.parts.iter().map(|part| part.head.len()).max().unwrap_or(0) + message.shared.len();
    let by_bytes = limits.max_fan_out_bytes as usize / largest.max(1);
    let most = by_bytes.min(limits.max_recipients as usize).max(1);
    let parts: Vec<Vec<Part>> = message.parts.chunks(most).map(<[Part]>::to_vec).collect();
    let (shared, ttl_hours) = (message.shared.clone(), message.ttl_hours);
    parts.into_iter().map(move |parts| MultiMessage { shared: shared.clone(), parts, ttl_hours })
}
