//! All that a device knows, in one file, replaced as a whole: a crash leaves the state before a step or the one after it.

use crate::Result;
use crate::contents::Content;
use crate::wire::{Address, MultiMessage};
use prost::Message;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The content of the file.
#[derive(Clone, PartialEq, Message)]
pub struct State {
    /// The seed of the user's key pair.
    #[prost(bytes = "vec", tag = "1")]
    pub seed: Vec<u8>,
    /// The device.
    #[prost(uint32, tag = "2")]
    pub device_id: u32,
    /// Another one after each loss of this file.
    #[prost(uint32, tag = "3")]
    pub registration_id: u32,
    /// The private key that signs for this device's leaves.
    #[prost(bytes = "vec", tag = "4")]
    pub leaf_secret: Vec<u8>,
    /// Its public key.
    #[prost(bytes = "vec", tag = "5")]
    pub leaf_public: Vec<u8>,
    /// The `Certificate` of the public key.
    #[prost(bytes = "vec", tag = "12")]
    pub certificate: Vec<u8>,
    /// The last-resort KeyPackage.
    #[prost(bytes = "vec", tag = "6")]
    pub last_resort: Vec<u8>,
    /// Private halves of KeyPackages.
    #[prost(message, repeated, tag = "7")]
    pub key_packages: Vec<StoredKeyPackage>,
    /// The groups.
    #[prost(message, repeated, tag = "8")]
    pub groups: Vec<StoredGroup>,
    /// Messages that are ahead of others.
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub held: Vec<Vec<u8>>,
    /// The SHA-256 of the latest messages, the oldest first.
    #[prost(bytes = "vec", repeated, tag = "10")]
    pub handled: Vec<Vec<u8>>,
    /// What members wrote, the oldest first.
    #[prost(message, repeated, tag = "13")]
    pub history: Vec<Received>,
    /// Messages that are not safe at the server yet, the oldest first.
    #[prost(message, repeated, tag = "11")]
    pub outbox: Vec<MultiMessage>,
}

/// An application message that was opened.
#[derive(Clone, PartialEq, Message)]
pub struct Received {
    /// The group.
    #[prost(bytes = "vec", tag = "1")]
    pub group: Vec<u8>,
    /// The sender.
    #[prost(message, optional, tag = "2")]
    pub from: Option<Address>,
    /// What it says.
    #[prost(message, optional, tag = "3")]
    pub content: Option<Content>,
}

/// The private half of a KeyPackage.
#[derive(Clone, PartialEq, Message)]
pub struct StoredKeyPackage {
    /// Its KeyPackageRef.
    #[prost(bytes = "vec", tag = "1")]
    pub id: Vec<u8>,
    /// The `KeyPackageData` of mls-rs.
    #[prost(bytes = "vec", tag = "2")]
    pub data: Vec<u8>,
}

/// A group, as mls-rs writes it.
#[derive(Clone, PartialEq, Message)]
pub struct StoredGroup {
    /// The group id.
    #[prost(bytes = "vec", tag = "1")]
    pub id: Vec<u8>,
    /// The current epoch.
    #[prost(bytes = "vec", tag = "2")]
    pub state: Vec<u8>,
    /// Former epochs, the oldest first.
    #[prost(message, repeated, tag = "3")]
    pub epochs: Vec<StoredEpoch>,
}

/// The secrets of a former epoch.
#[derive(Clone, PartialEq, Message)]
pub struct StoredEpoch {
    /// The epoch.
    #[prost(uint64, tag = "1")]
    pub epoch: u64,
    /// Its secrets.
    #[prost(bytes = "vec", tag = "2")]
    pub data: Vec<u8>,
}

/// The state of a device, in memory and in its file.
#[derive(Clone)]
pub struct Store {
    state: Arc<Mutex<State>>,
    file: Arc<PathBuf>,
}

impl Store {
    /// A new device, written to this file.
    pub fn create(file: PathBuf, state: State) -> Result<Self> {
        let store = Self { state: Arc::new(Mutex::new(state)), file: Arc::new(file) };
        store.save()?;
        Ok(store)
    }

    /// The device in this file.
    pub fn open(file: PathBuf) -> Result<Self> {
        let state = State::decode(fs::read(&file)?.as_slice())?;
        Ok(Self { state: Arc::new(Mutex::new(state)), file: Arc::new(file) })
    }

    /// The state; `save` makes what was changed durable.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns once the state is on disk.
    /// The file has private keys in it: encrypt it with a key of the platform.
    pub fn save(&self) -> Result<()> {
        let next = self.file.with_extension("next");
        let mut file = File::create(&next)?;
        file.write_all(&self.state().encode_to_vec())?;
        file.sync_all()?;
        fs::rename(&next, &*self.file)?;
        Ok(())
    }
}
