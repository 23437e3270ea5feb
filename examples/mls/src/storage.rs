//! What mls-rs keeps, in the device's state; the caller saves it, together with everything else that a step has changed.

use crate::state::{Store, StoredEpoch, StoredGroup, StoredKeyPackage};
use mls_rs::mls_rs_codec::{self, MlsDecode, MlsEncode};
use mls_rs::{GroupStateStorage, KeyPackageStorage};
use mls_rs_core::group::{EpochRecord, GroupState};
use mls_rs_core::key_package::KeyPackageData;
use std::convert::Infallible;
use zeroize::Zeroizing;

/// How many former epochs can still be read: texts of one member may arrive behind Commits of another.
/// Their keys are deleted as they are used; those of lost messages stay until then.
pub const FORMER_EPOCHS: usize = 100;

impl GroupStateStorage for Store {
    type Error = Infallible;

    fn state(&self, group_id: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        let state = Store::state(self);
        Ok(state.group(group_id).map(|group| group.state.clone().into()))
    }

    fn epoch(&self, group_id: &[u8], epoch: u64) -> Result<Option<Zeroizing<Vec<u8>>>, Infallible> {
        let state = Store::state(self);
        let mut epochs = state.group(group_id).into_iter().flat_map(|group| &group.epochs);
        let found = epochs.find(|stored| stored.epoch == epoch);
        Ok(found.map(|stored| stored.data.clone().into()))
    }

    fn write(
        &mut self,
        group: GroupState,
        inserts: Vec<EpochRecord>,
        updates: Vec<EpochRecord>,
    ) -> Result<(), Infallible> {
        let mut state = Store::state(self);
        let stored = state.group_or_new(&group.id);
        stored.state = group.data.to_vec();
        for EpochRecord { id, data } in updates {
            if let Some(epoch) = stored.epochs.iter_mut().find(|stored| stored.epoch == id) {
                epoch.data = data.to_vec();
            }
        }
        for EpochRecord { id, data } in inserts {
            stored.epochs.push(StoredEpoch { epoch: id, data: data.to_vec() });
        }
        let surplus = stored.epochs.len().saturating_sub(FORMER_EPOCHS);
        stored.epochs.drain(..surplus);
        Ok(())
    }

    fn max_epoch_id(&self, group_id: &[u8]) -> Result<Option<u64>, Infallible> {
        let state = Store::state(self);
        let last = state.group(group_id).and_then(|group| group.epochs.last());
        Ok(last.map(|stored| stored.epoch))
    }
}

impl KeyPackageStorage for Store {
    type Error = mls_rs_codec::Error;

    /// A one-time KeyPackage has been used; mls-rs does not ask for this if it is marked as last resort.
    fn delete(&mut self, id: &[u8]) -> Result<(), Self::Error> {
        Store::state(self).key_packages.retain(|stored| stored.id != id);
        Ok(())
    }

    fn insert(&mut self, id: Vec<u8>, data: KeyPackageData) -> Result<(), Self::Error> {
        let data = data.mls_encode_to_vec()?;
        Store::state(self).key_packages.push(StoredKeyPackage { id, data });
        Ok(())
    }

    fn get(&self, id: &[u8]) -> Result<Option<KeyPackageData>, Self::Error> {
        let state = Store::state(self);
        let found = state.key_packages.iter().find(|stored| stored.id == id);
        found.map(|stored| KeyPackageData::mls_decode(&mut &*stored.data)).transpose()
    }
}

impl crate::state::State {
    /// The group of this id.
    pub fn group(&self, id: &[u8]) -> Option<&StoredGroup> {
        self.groups.iter().find(|group| group.id == id)
    }

    /// The group of this id, which begins to exist if it did not.
    pub fn group_or_new(&mut self, id: &[u8]) -> &mut StoredGroup {
        let place = self.groups.iter().position(|group| group.id == id);
        let place = place.unwrap_or_else(|| {
            self.groups.push(StoredGroup { id: id.into(), ..Default::default() });
            self.groups.len() - 1
        });
        &mut self.groups[place]
    }
}
