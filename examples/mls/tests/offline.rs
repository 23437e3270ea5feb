//! What members refuse, and how they open what arrives late, twice or out of order: without a server.

mod support;

use mls_example::wire::{Empty, PreKey};
use mls_example::{Address, Certificate, Certified, Event, Groups, User, Wish, verified};
use mls_rs::client_builder::{MlsConfig, PaddingMode};
use mls_rs::crypto::SignatureSecretKey;
use mls_rs::identity::SigningIdentity;
use mls_rs::mls_rules::{DefaultMlsRules, EncryptionOptions};
use mls_rs::{CipherSuite, CipherSuiteProvider, Client, CryptoProvider, IdentityProvider, MlsMessage};
use mls_rs_core::identity::MemberValidationContext;
use mls_rs_crypto_rustcrypto::RustCryptoProvider;
use std::path::PathBuf;
use support::{file, said};

/// A device without a server, and what it has received.
struct Device {
    groups: Groups,
    file: PathBuf,
    sent: usize,
}

impl Device {
    fn new() -> Self {
        let file = file();
        Self { groups: Groups::create(file.clone(), &User::new().unwrap(), 1).unwrap(), file, sent: 0 }
    }

    fn address(&self) -> Address {
        self.groups.address().unwrap()
    }

    fn members(&self, group: &[u8]) -> Vec<Address> {
        self.groups.members(group).unwrap().into_iter().map(|leaf| leaf.address).collect()
    }

    fn one_time(&self) -> MlsMessage {
        MlsMessage::from_bytes(&self.groups.registration(1).unwrap().one_time_pre_keys[0]).unwrap()
    }

    fn last_resort(&self) -> MlsMessage {
        MlsMessage::from_bytes(&self.groups.registration(0).unwrap().signed_pre_key).unwrap()
    }

    /// What was sent to this device since the last call.
    fn sent_to(&mut self, to: &Device) -> Vec<Vec<u8>> {
        let outbox = self.groups.outbox();
        let new = outbox[self.sent..].iter();
        let address = Some(to.address());
        let messages = new.filter(|message| message.parts.iter().any(|part| part.to == address));
        let bytes = messages.map(|message| message.shared.clone()).collect();
        self.sent = outbox.len();
        bytes
    }

    fn receive(&self, messages: &[Vec<u8>]) -> Vec<Event> {
        messages.iter().flat_map(|message| self.groups.receive(message).unwrap()).collect()
    }
}

/// Alice's group with Bob, and the two of them.
fn group_of_two() -> (Device, Device, Vec<u8>) {
    let (mut alice, bob) = (Device::new(), Device::new());
    let group = alice.groups.create_group().unwrap();
    alice.groups.commit(&group, &[], vec![bob.one_time()], None).unwrap();
    let welcome = alice.sent_to(&bob);
    assert_eq!(bob.receive(&welcome), [Event::Joined { group: group.clone(), by: alice.address() }]);
    (alice, bob, group)
}

#[test]
fn leaf_belongs_to_the_user_that_it_names() {
    let (victim, attacker) = (User::new().unwrap(), User::new().unwrap());
    let (key, other_key) = ([1; 32], [2; 32]);
    let valid = Certificate::issue(&victim, 1, 7, &key);
    let renamed = Certificate { address: valid.address.clone(), ..Certificate::issue(&attacker, 1, 7, &key) };
    let other_device = Certificate { address: Some(Address { user_id: victim.id(), device_id: 2 }), ..valid.clone() };
    let other_registration = Certificate { registration_id: 8, ..valid.clone() };
    let unsigned = Certificate { signature: Vec::new(), ..valid.clone() };
    let nameless = Certificate { address: None, ..valid.clone() };

    let accepts = |certificate: &Certificate, key: &[u8]| {
        let leaf = SigningIdentity::new(certificate.clone().into_credential(), key.to_vec().into());
        Certified.validate_member(&leaf, None, MemberValidationContext::None).is_ok()
    };
    assert!(accepts(&valid, &key));
    assert!(!accepts(&valid, &other_key), "a certificate for another key");
    for forged in [renamed, other_device, other_registration, unsigned, nameless] {
        assert!(!accepts(&forged, &key), "{forged:?}");
    }
}

#[test]
fn fetched_key_package_is_of_the_device_that_was_asked_for() {
    let (victim, attacker) = (Device::new(), Device::new());
    let key = |device: &Device, address: Address| {
        let keys = device.groups.registration(1).unwrap();
        PreKey {
            address: Some(address),
            registration_id: keys.registration_id,
            signed_pre_key: keys.signed_pre_key,
            one_time_pre_key: keys.one_time_pre_keys[0].clone(),
            answer_size: 1,
        }
    };
    let user_id = victim.address().user_id;
    let accepts = |key: &PreKey| verified(key, &user_id).is_ok();
    let valid = key(&victim, victim.address());
    assert!(accepts(&valid));
    assert!(accepts(&PreKey { one_time_pre_key: Vec::new(), ..valid.clone() }), "the last resort");

    assert!(!accepts(&key(&attacker, attacker.address())), "another user");
    assert!(!accepts(&key(&attacker, victim.address())), "another user's KeyPackage under this user's Address");
    let other_device = Address { device_id: 2, ..victim.address() };
    assert!(!accepts(&PreKey { address: Some(other_device), ..valid.clone() }), "another device");
    let former = valid.registration_id.wrapping_add(1);
    assert!(!accepts(&PreKey { registration_id: former, ..valid.clone() }), "another registration");
    assert!(!accepts(&PreKey { one_time_pre_key: b"no KeyPackage".into(), ..valid }), "not a KeyPackage");
}

#[test]
fn commit_of_another_than_the_committer_is_refused() {
    let (alice, bob, group) = group_of_two();
    let carol = Device::new();

    let mut lawless = lawless_client(&bob).load_group(&group).unwrap();
    let commit = lawless.commit_builder().add_member(carol.one_time()).unwrap().build().unwrap();
    let events = alice.receive(&[commit.commit_message.to_bytes().unwrap()]);

    assert_eq!(events, [Event::Dropped("this member is not the committer".into())]);
    assert_eq!(alice.members(&group), [alice.address(), bob.address()]);
}

/// A client of the same device that follows no rule.
fn lawless_client(device: &Device) -> Client<impl MlsConfig + use<>> {
    let suite = RustCryptoProvider::new().cipher_suite_provider(CipherSuite::CURVE25519_AES128).unwrap();
    let client = device.groups.client().unwrap();
    let (leaf, _) = client.signing_identity().unwrap();
    let (unused, _): (SignatureSecretKey, _) = suite.signature_key_generate().unwrap();
    let encrypted =
        DefaultMlsRules::new().with_encryption_options(EncryptionOptions::new(true, PaddingMode::default()));
    Client::builder()
        .identity_provider(Certified)
        .mls_rules(encrypted)
        .crypto_provider(RustCryptoProvider::new())
        .group_state_storage(client.group_state_storage())
        .extension_type(mls_example::Committer::EXTENSION)
        .signing_identity(leaf.clone(), unused, CipherSuite::CURVE25519_AES128)
        .build()
}

#[test]
fn what_is_ahead_waits_for_what_is_before() {
    let (mut alice, bob, group) = group_of_two();
    let carol = Device::new();
    let (by_alice, by_carol) = (alice.address(), carol.address());

    alice.groups.text(&group, "one").unwrap();
    alice.groups.commit(&group, &[], vec![carol.one_time()], None).unwrap();
    let welcome = alice.groups.outbox().last().unwrap().shared.clone();
    alice.groups.text(&group, "two").unwrap();
    alice.groups.commit(&group, &[], vec![], Some(&bob.address())).unwrap();
    alice.groups.text(&group, "three").unwrap();
    let mut late = alice.sent_to(&bob);
    late.reverse();

    let texts = |events: Vec<Event>, by: &Address| {
        let is_by = |event: &Event| matches!(event, Event::Text { from, .. } if from == by);
        events.into_iter().filter(is_by).count()
    };
    let events = bob.receive(&late);
    assert!(!events.iter().any(|event| matches!(event, Event::Dropped(_))), "{events:?}");
    assert_eq!(texts(events, &by_alice), 3);

    // A Welcome may be the last to arrive.
    let mut for_carol = late;
    for_carol.retain(|message| *message != welcome);
    let events = carol.receive(&for_carol);
    assert_eq!(events, []);
    let events = carol.receive(&[welcome]);
    assert_eq!(events[0], Event::Joined { group: group.clone(), by: by_alice.clone() });
    assert_eq!(texts(events, &by_alice), 2);
    carol.groups.text(&group, "I see").unwrap();
    let reply = carol.groups.outbox()[0].shared.clone();
    assert_eq!(bob.receive(&[reply]), [said(&group, &by_carol, "I see")]);
}

#[test]
fn messages_of_unknown_groups_push_out_nothing_else() {
    let (mut alice, bob, group) = group_of_two();
    let (mut stranger, other) = (Device::new(), Device::new());
    alice.groups.commit(&group, &[], vec![], None).unwrap();
    alice.groups.text(&group, "hello").unwrap();
    let [commit, hello] = alice.sent_to(&bob).try_into().unwrap();
    assert_eq!(bob.receive(&[hello]), []);

    let unknown = stranger.groups.create_group().unwrap();
    stranger.groups.commit(&unknown, &[], vec![other.one_time()], None).unwrap();
    stranger.sent_to(&other);
    for number in 0..150 {
        stranger.groups.text(&unknown, &number.to_string()).unwrap();
    }
    assert_eq!(bob.receive(&stranger.sent_to(&other)), []);

    assert_eq!(bob.groups.held(), 101);
    let events = bob.receive(&[commit]);
    assert_eq!(events[1], said(&group, &alice.address(), "hello"));
}

#[test]
fn message_that_arrives_twice_changes_nothing() {
    let (mut alice, bob) = (Device::new(), Device::new());
    let group = alice.groups.create_group().unwrap();
    alice.groups.commit(&group, &[], vec![bob.last_resort()], None).unwrap();
    alice.groups.text(&group, "hello").unwrap();
    let messages = alice.sent_to(&bob);

    let events = bob.receive(&messages);

    assert_eq!(events.len(), 2);
    assert_eq!(events[1], said(&group, &alice.address(), "hello"));
    assert_eq!(bob.receive(&messages), []);
    // Nor does a crash before the app has seen the text.
    let after = Groups::open(bob.file).unwrap();
    assert_eq!(after.history(&group), [said(&group, &alice.address(), "hello")]);
}

#[test]
fn late_text_is_by_nobody_else() {
    let (mut alice, bob, group) = group_of_two();
    let (mut carol, dave) = (Device::new(), Device::new());
    alice.groups.commit(&group, &[], vec![carol.one_time()], None).unwrap();
    let welcome = alice.groups.outbox().last().unwrap().shared.clone();
    carol.receive(&[welcome]);
    carol.groups.text(&group, "my last words").unwrap();

    // Dave gets Carol's leaf.
    alice.groups.commit(&group, &[carol.address()], vec![], None).unwrap();
    alice.groups.commit(&group, &[], vec![dave.one_time()], None).unwrap();
    bob.receive(&alice.sent_to(&bob));
    assert_eq!(bob.members(&group), [alice.address(), bob.address(), dave.address()]);

    let late = carol.sent_to(&bob);
    let events = bob.receive(&late);
    assert!(matches!(events[..], [Event::Dropped(_)]), "{events:?}");
}

#[test]
fn welcome_never_replaces_a_group() {
    let (mut alice, bob, group) = group_of_two();
    let bob_at = bob.address();

    // Alice removes and adds Bob, and the Welcome overtakes the Commit.
    alice.groups.commit(&group, std::slice::from_ref(&bob_at), vec![], None).unwrap();
    let removal = alice.sent_to(&bob);
    alice.groups.commit(&group, &[], vec![bob.one_time()], None).unwrap();
    let welcome = alice.sent_to(&bob);

    assert_eq!(bob.receive(&welcome), []);
    let joined = Event::Joined { group: group.clone(), by: alice.address() };
    assert_eq!(bob.receive(&removal), [Event::Removed { group }, joined]);
}

#[test]
fn device_that_misses_a_commit_begins_again() {
    let (mut alice, mut bob, group) = group_of_two();
    let (by_alice, by_bob) = (alice.address(), bob.address());
    alice.groups.commit(&group, &[], vec![], None).unwrap();
    let lost = alice.sent_to(&bob);
    alice.groups.text(&group, "do you read me?").unwrap();

    assert_eq!(bob.receive(&alice.sent_to(&bob)), []);
    assert_eq!(bob.groups.behind(), std::slice::from_ref(&group));
    let renew = Wish::Renew(Empty {});
    bob.groups.wish(&group, renew.clone()).unwrap();
    let asked = Event::Asked { group: group.clone(), from: by_bob.clone(), wish: renew };
    assert_eq!(alice.receive(&bob.sent_to(&alice)), [asked]);
    alice.groups.commit(&group, &[by_bob], vec![bob.one_time()], None).unwrap();
    alice.groups.text(&group, "and now?").unwrap();
    assert_eq!(bob.receive(&alice.sent_to(&bob)), []);

    let events = bob.groups.forget(&group).unwrap();
    assert!(events.contains(&Event::Joined { group: group.clone(), by: by_alice.clone() }), "{events:?}");
    assert!(events.contains(&said(&group, &by_alice, "and now?")), "{events:?}");
    assert_eq!(bob.groups.behind(), Vec::<Vec<u8>>::new());
    assert!(matches!(bob.receive(&lost)[..], [Event::Dropped(_)]));
}
