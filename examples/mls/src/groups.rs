//! The groups of a device: what MLS makes and opens, without a network.

use crate::contents::{Content, Wish};
use crate::credential::{Certificate, Certified};
use crate::identity::User;
use crate::rules::{Committer, Rules};
use crate::state::{State, Store};
use crate::wire::{Address, MultiMessage, Part};
use crate::{Error, Result};
use mls_rs::client_builder::MlsConfig;
use mls_rs::crypto::SignatureSecretKey;
use mls_rs::error::IntoAnyError;
use mls_rs::extension::ExtensionType;
use mls_rs::identity::SigningIdentity;
use mls_rs::time::MlsTime;
use mls_rs::{CipherSuite, CipherSuiteProvider as _, Client, CryptoProvider as _, ExtensionList, Group, MlsMessage};
use mls_rs_crypto_rustcrypto::RustCryptoProvider;
use prost::Message as _;
use std::path::PathBuf;
use std::time::Duration;

/// Names a group.
pub type GroupId = Vec<u8>;

const CIPHER_SUITE: CipherSuite = CipherSuite::CURVE25519_AES128;

/// For how long others may use a KeyPackage of this device: replace it at the server before.
const LIFETIME: Duration = Duration::from_secs(90 * 24 * 3600);

/// One device's groups, KeyPackages and keys.
pub struct Groups {
    pub(crate) store: Store,
}

impl Groups {
    /// A new device, whose state goes into this file.
    /// Its registrationID is random, so a device that begins again has another one.
    pub fn create(file: PathBuf, user: &User, device_id: u32) -> Result<Self> {
        let suite = cipher_suite(&RustCryptoProvider::new())?;
        let (secret, public) = suite.signature_key_generate().map_err(IntoAnyError::into_any_error)?;
        let mut registration_id = [0; 4];
        getrandom::fill(&mut registration_id)?;
        let registration_id = u32::from_be_bytes(registration_id);
        let certificate = Certificate::issue(user, device_id, registration_id, &public);
        let state = State {
            seed: user.seed().into(),
            device_id,
            registration_id,
            leaf_secret: secret.as_bytes().into(),
            leaf_public: public.into(),
            certificate: certificate.encode_to_vec(),
            ..State::default()
        };
        Ok(Self { store: Store::create(file, state)? })
    }

    /// The device in this file.
    pub fn open(file: PathBuf) -> Result<Self> {
        Ok(Self { store: Store::open(file)? })
    }

    /// The user of this device.
    pub fn user(&self) -> Result<User> {
        let seed = self.store.state().seed.as_slice().try_into()?;
        Ok(User::from_seed(&seed))
    }

    /// This device.
    pub fn address(&self) -> Result<Address> {
        let device_id = self.store.state().device_id;
        Ok(Address { user_id: self.user()?.id(), device_id })
    }

    /// The MLS client of this device.
    pub fn client(&self) -> Result<Client<impl MlsConfig + use<>>> {
        let state = self.store.state();
        let certificate = Certificate::decode(state.certificate.as_slice())?;
        let leaf = SigningIdentity::new(certificate.into_credential(), state.leaf_public.clone().into());
        Ok(Client::builder()
            .identity_provider(Certified)
            .mls_rules(Rules)
            .crypto_provider(RustCryptoProvider::new())
            .group_state_storage(self.store.clone())
            .key_package_repo(self.store.clone())
            .key_package_lifetime(LIFETIME)
            .extension_types([Committer::EXTENSION, ExtensionType::LAST_RESORT_KEY_PACKAGE])
            .signing_identity(leaf, SignatureSecretKey::new(state.leaf_secret.clone()), CIPHER_SUITE)
            .build())
    }

    /// Begins a group with this device alone, which is the committer.
    pub fn create_group(&self) -> Result<GroupId> {
        let mut context = ExtensionList::new();
        context.set_from(Committer(0))?;
        let mut group = self.client()?.group_builder()?.with_group_context_extensions(context).build()?;
        group.write_to_storage()?;
        self.store.save()?;
        Ok(group.group_id().into())
    }

    /// Removes and adds devices in one Commit, and perhaps names another committer.
    /// The Commit for the former members and the Welcome for the new ones are in the outbox; the Commit is returned.
    pub fn commit(
        &self,
        id: &[u8],
        remove: &[Address],
        add: Vec<MlsMessage>,
        committer: Option<&Address>,
    ) -> Result<Vec<u8>> {
        let mut group = self.client()?.load_group(id)?;
        let before = roster(&group)?;
        let mut commit = group.commit_builder().commit_time(MlsTime::now());
        for gone in remove {
            commit = commit.remove_member(leaf_of(&before, gone)?.index)?;
        }
        let mut added = Vec::new();
        for message in add {
            let key_package = message.as_key_package().ok_or("not a KeyPackage")?;
            added.push(Certificate::of(key_package.signing_identity())?.address()?.clone());
            commit = commit.add_member(message)?;
        }
        if let Some(next) = committer {
            let mut context = ExtensionList::new();
            context.set_from(Committer(leaf_of(&before, next)?.index))?;
            commit = commit.set_group_context_ext(context)?;
        }
        let made = commit.build()?;
        group.apply_pending_commit()?;
        group.write_to_storage()?;
        self.post(&before, &made.commit_message)?;
        let added = roster(&group)?.into_iter().filter(|leaf| added.contains(&leaf.address));
        let added: Vec<Leaf> = added.collect();
        for welcome in &made.welcome_messages {
            self.post(&added, welcome)?;
        }
        self.store.save()?;
        Ok(made.commit_message.to_bytes()?)
    }

    /// Encrypts a text for the group, and returns the bytes that are in the outbox.
    pub fn text(&self, id: &[u8], text: &str) -> Result<Vec<u8>> {
        self.encrypt(id, &Content::text(text))
    }

    /// Encrypts a wish for the committer; the others see it too.
    pub fn wish(&self, id: &[u8], wish: Wish) -> Result<Vec<u8>> {
        self.encrypt(id, &Content::wish(wish))
    }

    fn encrypt(&self, id: &[u8], content: &[u8]) -> Result<Vec<u8>> {
        let mut group = self.client()?.load_group(id)?;
        let message = group.encrypt_application_message(content, Vec::new())?;
        group.write_to_storage()?;
        self.post(&roster(&group)?, &message)?;
        self.store.save()?;
        Ok(message.to_bytes()?)
    }

    /// What waits to be sent, the oldest first.
    pub fn outbox(&self) -> Vec<MultiMessage> {
        self.store.state().outbox.clone()
    }

    /// The members of a group, in the order of their leaves.
    pub fn members(&self, id: &[u8]) -> Result<Vec<Leaf>> {
        roster(&self.client()?.load_group(id)?)
    }

    /// Puts a message for these members into the outbox, as `shared` of all of them.
    fn post(&self, members: &[Leaf], message: &MlsMessage) -> Result<()> {
        let me = self.address()?;
        let others = members.iter().filter(|leaf| leaf.address != me);
        let parts: Vec<Part> = others.map(part).collect();
        if !parts.is_empty() {
            let message = MultiMessage { shared: message.to_bytes()?, parts, ttl_hours: 0 };
            self.store.state().outbox.push(message);
        }
        Ok(())
    }
}

/// A member, by what its credential certifies.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// The index of its leaf.
    pub index: u32,
    /// The device.
    pub address: Address,
    /// The device's registration.
    pub registration_id: u32,
}

/// The members of the group's epoch.
pub fn roster(group: &Group<impl MlsConfig>) -> Result<Vec<Leaf>> {
    let leaves = group.roster().members_iter().map(|member| {
        let certificate = Certificate::of(&member.signing_identity)?;
        Ok(Leaf {
            index: member.index,
            address: certificate.address()?.clone(),
            registration_id: certificate.registration_id,
        })
    });
    leaves.collect()
}

fn leaf_of<'a>(leaves: &'a [Leaf], address: &Address) -> Result<&'a Leaf> {
    let found = leaves.iter().find(|leaf| leaf.address == *address);
    found.ok_or("not a member".into())
}

/// It names the registration, so that a device that has lost its state is reported as stale.
fn part(leaf: &Leaf) -> Part {
    Part { to: Some(leaf.address.clone()), head: Vec::new(), registration_id: Some(leaf.registration_id) }
}

fn cipher_suite(provider: &RustCryptoProvider) -> Result<impl mls_rs::CipherSuiteProvider + use<>> {
    provider.cipher_suite_provider(CIPHER_SUITE).ok_or_else(|| Error::from("no such cipher suite"))
}
