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
    /// Why, as the server names it: `stale_device`, `unknown_device`, `unknown_user` or `mailbox_full`.
    pub error: String,
}

/// Errors after which the same bytes may be accepted soon.
/// A full mailbox is not among them: its owner has been away for long, and the others should not wait for it.
const RETRIED: [&str; 3] = ["unknown_error", "too_many_requests", "unavailable"];

/// For how long one call tries; what is left stays in the outbox.
const PATIENCE: Duration = Duration::from_secs(60);
const FIRST_WAIT: Duration = Duration::from_millis(500);

impl Groups {
    /// Sends everything in the outbox, the oldest first, and returns the devices that it will never reach.
    pub(crate) fn flush(&self, servers: &Servers) -> Result<Vec<Refused>> {
        let mut refused = Vec::new();
        let deadline = Instant::now() + PATIENCE;
        let mut wait = FIRST_WAIT;
        loop {
            match self.send_all(servers, &mut refused) {
                Ok(true) => return Ok(refused),
                Ok(false) if Instant::now() >= deadline => return Err("the server accepts nothing now".into()),
                Err(e) if Instant::now() >= deadline => return Err(e),
                // The server wants to be asked later, or the connection is lost: the same bytes again.
                _ => sleep(wait),
            }
            wait *= 2;
        }
    }

    /// Sends on one connection; whether all of it is settled.
    fn send_all(&self, servers: &Servers, refused: &mut Vec<Refused>) -> Result<bool> {
        if self.store.state().outbox.is_empty() {
            return Ok(true);
        }
        let mut connection = Anonymous::open(servers.next())?;
        while let Some(oldest) = self.outbox().first() {
            let (left, gone) = send(&mut connection, oldest)?;
            refused.extend(gone);
            let settled = left.is_empty();
            let mut state = self.store.state();
            match settled {
                true => drop(state.outbox.remove(0)),
                false => state.outbox[0].parts = left,
            }
            drop(state);
            self.store.save()?;
            if !settled {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Returns the parts that the server does not accept now, and those that it never will.
fn send(connection: &mut Anonymous, message: &MultiMessage) -> Result<(Vec<Part>, Vec<Refused>)> {
    let (mut left, mut gone) = (Vec::new(), Vec::new());
    for chunk in chunks(message, *connection.limits()) {
        let parts = chunk.parts.clone();
        for Refusal { part, name } in connection.send(chunk)? {
            let part = parts.get(part as usize).ok_or("a refusal of no part")?;
            match RETRIED.contains(&name.as_str()) {
                true => left.push(part.clone()),
                false => gone.push(Refused { to: part.to.clone().unwrap_or_default(), error: name }),
            }
        }
    }
    Ok((left, gone))
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
