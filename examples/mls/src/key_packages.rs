//! KeyPackages as the server's prekeys: made and registered; fetched and verified.

use crate::Result;
use crate::credential::Certificate;
use crate::groups::Groups;
use crate::state::StoredKeyPackage;
use crate::wire::{PreKey, Register};
use mls_rs::extension::MlsExtension as _;
use mls_rs::extension::recommended::LastResortKeyPackageExt;
use mls_rs::mls_rs_codec::MlsDecode as _;
use mls_rs::storage_provider::KeyPackageData;
use mls_rs::time::MlsTime;
use mls_rs::{ExtensionList, MlsMessage};
use std::time::Duration;

/// At most this many KeyPackages are made at once, whatever the server asks for.
const MOST: u32 = 100;

/// For how long a server keeps messages: its `retentionHours`.
const LONGEST_WAIT: Duration = Duration::from_secs(30 * 24 * 3600);

impl Groups {
    /// A registration with this many fresh one-time keys; their private halves are on disk.
    pub fn registration(&self, one_time_keys: u32) -> Result<Register> {
        let one_time = (0..one_time_keys.min(MOST)).map(|_| self.key_package(ExtensionList::new()));
        let one_time_pre_keys = one_time.collect::<Result<Vec<_>>>()?;
        if self.store.state().last_resort.is_empty() {
            let key_package = self.key_package(vec![LastResortKeyPackageExt.into_extension()?].into())?;
            self.store.state().last_resort = key_package;
        }
        self.store.save()?;
        let state = self.store.state();
        Ok(Register {
            registration_id: state.registration_id,
            signed_pre_key: state.last_resort.clone(),
            one_time_pre_keys,
        })
    }

    /// The same with a new last-resort KeyPackage: at the server, it replaces all keys.
    /// Do this in time, before the KeyPackages there expire.
    /// The former private halves stay for as long as a Welcome can wait.
    pub fn rotation(&self, one_time_keys: u32) -> Result<Register> {
        let mut state = self.store.state();
        state.last_resort.clear();
        let now = MlsTime::now().seconds_since_epoch();
        let is_of_use = |stored: &StoredKeyPackage| {
            let data = KeyPackageData::mls_decode(&mut &*stored.data);
            data.is_ok_and(|data| data.expiration + LONGEST_WAIT.as_secs() > now)
        };
        state.key_packages.retain(is_of_use);
        drop(state);
        self.registration(one_time_keys)
    }

    /// The bytes of a new KeyPackage, as an MLSMessage.
    fn key_package(&self, extensions: ExtensionList) -> Result<Vec<u8>> {
        let message = self.client()?.generate_key_package_message(extensions, ExtensionList::new(), None)?;
        Ok(message.to_bytes()?)
    }
}

/// The KeyPackage in a fetched key, once it is certain whose it is.
/// mls-rs verifies the signatures when it is added; that this is the user who was asked for, only the app can know.
pub fn verified(key: &PreKey, user_id: &[u8]) -> Result<MlsMessage> {
    let bytes = match key.one_time_pre_key.as_slice() {
        [] => &key.signed_pre_key,
        one_time => one_time,
    };
    let message = MlsMessage::from_bytes(bytes)?;
    let key_package = message.as_key_package().ok_or("not a KeyPackage")?;
    let certificate = Certificate::of(key_package.signing_identity())?;
    if certificate.address()?.user_id != user_id {
        return Err("a KeyPackage of another user".into());
    }
    if certificate.address != key.address || certificate.registration_id != key.registration_id {
        return Err("a KeyPackage of another device or registration".into());
    }
    Ok(message)
}
