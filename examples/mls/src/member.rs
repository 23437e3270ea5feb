//! One device, connected.

use crate::anonymous::Anonymous;
use crate::authenticated::{Arrival, Authenticated};
use crate::groups::{GroupId, Groups};
use crate::identity::User;
use crate::key_packages::verified;
use crate::outbox::Refused;
use crate::servers::Servers;
use crate::wire::{Empty, KeyStatus, RequestPreKeys};
use crate::{Address, Event, Leaf, Result, Wish};
use mls_rs::MlsMessage;
use sha2::{Digest as _, Sha256};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// For how long a call awaits messages.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// One device of a user: online it receives, and it sends whenever a server can be reached.
pub struct Member {
    /// Its MLS state.
    pub groups: Groups,
    servers: Servers,
    online: Option<Authenticated>,
}

impl Member {
    /// A new device with this many one-time KeyPackages at the server.
    /// Its state goes into this file.
    pub fn create(servers: &Servers, file: PathBuf, user: &User, device_id: u32, keys: u32) -> Result<Self> {
        let groups = Groups::create(file, user, device_id)?;
        let mut member = Self { groups, servers: servers.clone(), online: None };
        let registration = member.groups.registration(keys)?;
        member.connected()?.register(registration)?;
        Ok(member)
    }

    /// The device in this file.
    pub fn open(servers: &Servers, file: PathBuf) -> Result<Self> {
        Ok(Self { groups: Groups::open(file)?, servers: servers.clone(), online: None })
    }

    /// This device.
    pub fn address(&self) -> Result<Address> {
        self.groups.address()
    }

    /// Logs in, and processes everything that waited.
    pub fn catch_up(&mut self) -> Result<Vec<Event>> {
        self.online = None;
        let mut events = Vec::new();
        self.pump(&mut events, |_, drained| drained)?;
        Ok(events)
    }

    /// Processes what arrives up to the first event of this kind.
    pub fn receive_until(&mut self, last: impl Fn(&Event) -> bool) -> Result<Vec<Event>> {
        let mut events = Vec::new();
        self.pump(&mut events, |events, _| events.iter().any(&last))?;
        Ok(events)
    }

    fn pump(&mut self, events: &mut Vec<Event>, done: impl Fn(&[Event], bool) -> bool) -> Result<()> {
        let deadline = Instant::now() + LONGEST_WAIT;
        let mut drained = false;
        while !done(events, drained) {
            match self.connected()?.next(deadline) {
                Ok(Some(Arrival::Message(sequence, bytes))) => {
                    events.extend(self.groups.receive(&bytes)?);
                    self.ack(sequence);
                }
                Ok(Some(Arrival::KeysLow(keys))) => self.top_up(keys)?,
                Ok(Some(Arrival::Drained)) => drained = true,
                Ok(None) => return Err(format!("nothing more arrived, after {events:?}").into()),
                Err(_) if Instant::now() < deadline => self.online = None, // Log in again.
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// On the connection that brought the message.
    /// If that is lost, the message arrives again, and is recognised.
    fn ack(&mut self, sequence: u32) {
        if let Some(mut connection) = self.online.take() {
            self.online = connection.ack(sequence).is_ok().then_some(connection);
        }
    }

    /// Registers this many more one-time KeyPackages.
    pub fn top_up(&mut self, keys: u32) -> Result<()> {
        let registration = self.groups.registration(keys)?;
        self.connected()?.register(registration)
    }

    /// Replaces all KeyPackages at the server; once a month is often enough.
    pub fn rotate(&mut self, keys: u32) -> Result<()> {
        let registration = self.groups.rotation(keys)?;
        self.connected()?.register(registration)
    }

    /// What the server has of this device's keys.
    pub fn key_status(&mut self) -> Result<KeyStatus> {
        self.connected()?.key_status()
    }

    /// Registers again unless the server has the keys of this state; whether it had to.
    /// For a device that does not know whether its last registration has arrived.
    pub fn make_sure_of_keys(&mut self, keys: u32) -> Result<bool> {
        let on_file = self.key_status()?;
        let mine = self.groups.registration(0)?;
        let hash = Sha256::digest(&mine.signed_pre_key);
        let same = on_file.registration_id == mine.registration_id && on_file.signed_pre_key_hash == hash.as_slice();
        if !same {
            self.top_up(keys)?;
        }
        Ok(!same)
    }

    fn connected(&mut self) -> Result<&mut Authenticated> {
        let connection = match self.online.take() {
            Some(connection) => connection,
            None => {
                let Address { device_id, .. } = self.address()?;
                Authenticated::log_in(self.servers.next(), &self.groups.user()?, device_id)?
            }
        };
        Ok(self.online.insert(connection))
    }

    /// Begins a group with all devices of these users.
    pub fn create_group(&self, users: &[Vec<u8>]) -> Result<GroupId> {
        let mut key_packages = Vec::new();
        for user_id in users {
            key_packages.extend(self.fetch(of_all(user_id))?.into_iter().map(|(_, key_package)| key_package));
        }
        let group = self.groups.create_group()?;
        self.groups.commit(&group, &[], key_packages, None)?;
        self.send()?;
        Ok(group)
    }

    /// Adds the devices of a user that are no members yet.
    /// Those that have lost their state get a new leaf in the place of the old one.
    pub fn add(&self, group: &[u8], user_id: &[u8]) -> Result<Vec<Refused>> {
        let members = self.groups.members(group)?;
        let known: Vec<&Leaf> = members.iter().filter(|leaf| leaf.address.user_id == user_id).collect();
        let request = RequestPreKeys {
            user_id: user_id.into(),
            known_device_ids: known.iter().map(|leaf| leaf.address.device_id).collect(),
            known_registration_ids: known.iter().map(|leaf| leaf.registration_id).collect(),
            only_device_ids: Vec::new(),
        };
        self.add_fetched(group, request)
    }

    /// Gives a device a new leaf, for example if it misses a Commit.
    pub fn renew(&self, group: &[u8], device: &Address) -> Result<Vec<Refused>> {
        let only_device_ids = vec![device.device_id];
        self.add_fetched(group, RequestPreKeys { only_device_ids, ..of_all(&device.user_id) })
    }

    fn add_fetched(&self, group: &[u8], request: RequestPreKeys) -> Result<Vec<Refused>> {
        let key_packages = self.fetch(request)?;
        if key_packages.is_empty() {
            return Ok(Vec::new());
        }
        let members = self.groups.members(group)?;
        let is_fetched = |leaf: &Leaf| key_packages.iter().any(|(address, _)| *address == leaf.address);
        let replaced: Vec<Address> = members.into_iter().filter(is_fetched).map(|leaf| leaf.address).collect();
        let key_packages = key_packages.into_iter().map(|(_, key_package)| key_package).collect();
        self.groups.commit(group, &replaced, key_packages, None)?;
        self.send()
    }

    /// Removes a device.
    pub fn remove(&self, group: &[u8], device: &Address) -> Result<Vec<Refused>> {
        self.groups.commit(group, std::slice::from_ref(device), Vec::new(), None)?;
        self.send()
    }

    /// Lets another member make the Commits from now on.
    pub fn hand_over(&self, group: &[u8], committer: &Address) -> Result<Vec<Refused>> {
        self.groups.commit(group, &[], Vec::new(), Some(committer))?;
        self.send()
    }

    /// Sends a text to the group, and returns the devices that it will never reach.
    pub fn say(&self, group: &[u8], text: &str) -> Result<Vec<Refused>> {
        self.groups.text(group, text)?;
        self.send()
    }

    /// Sends everything in the outbox, and returns the devices that it will never reach.
    pub fn send(&self) -> Result<Vec<Refused>> {
        self.groups.flush(&self.servers)
    }

    /// Asks the committer for a change.
    pub fn ask(&self, group: &[u8], wish: Wish) -> Result<Vec<Refused>> {
        self.groups.wish(group, wish)?;
        self.send()
    }

    /// Asks for a new leaf, and gives up the group until it comes: this device misses a Commit.
    pub fn begin_again(&self, group: &[u8]) -> Result<Vec<Event>> {
        self.ask(group, Wish::Renew(Empty {}))?;
        self.groups.forget(group)
    }

    /// KeyPackages of the devices that are asked for.
    fn fetch(&self, request: RequestPreKeys) -> Result<Vec<(Address, MlsMessage)>> {
        let user_id = request.user_id.clone();
        let keys = Anonymous::open(self.servers.next())?.fetch(request)?;
        let key_packages = keys.iter().map(|key| {
            let key_package = verified(key, &user_id)?;
            Ok((key.address.clone().unwrap_or_default(), key_package))
        });
        key_packages.collect()
    }
}

/// A request for all devices of a user.
fn of_all(user_id: &[u8]) -> RequestPreKeys {
    RequestPreKeys { user_id: user_id.into(), ..RequestPreKeys::default() }
}
