//! The recipe of docs/mls.md, played with real servers.

mod support;

use mls_example::{Event, Groups, Refused, Wish};
use mls_rs::MlsMessage;
use mls_rs::group::{CommitEffect, ReceivedMessage};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::time::{Duration, Instant};
use support::{Person, file, said};

#[test]
fn members_who_were_away_read_everything_in_order() {
    let (mut alice, mut bob, mut carol) = (Person::new(12), Person::new(12), Person::new(12));
    let (at_alice, at_bob, at_carol) = (alice.address(), bob.address(), carol.address());

    let group = alice.device().create_group(&[bob.id(), carol.id()]).unwrap();
    assert_eq!(bob.is_added_by(&at_alice), group);
    assert_eq!(carol.is_added_by(&at_alice), group);
    bob.device().say(&group, "hello").unwrap();
    alice.reads(&group, &at_bob, "hello");
    carol.reads(&group, &at_bob, "hello");

    bob.leave();
    carol.leave();
    let mut dave = Person::new(12);
    let at_dave = dave.address();
    alice.device().add(&group, &dave.id()).unwrap();
    alice.device().say(&group, "welcome, Dave").unwrap();
    assert_eq!(dave.is_added_by(&at_alice), group);
    dave.reads(&group, &at_alice, "welcome, Dave");
    dave.device().say(&group, "thanks").unwrap();
    alice.reads(&group, &at_dave, "thanks");

    let added = Event::Changed { group: group.clone(), epoch: 2, added: vec![at_dave.clone()], removed: vec![] };
    for back in [&mut bob, &mut carol] {
        let events = back.come_back();
        let welcome = said(&group, &at_alice, "welcome, Dave");
        // Texts of two senders may arrive in any order, but neither before Dave is a member.
        assert_eq!(events[0], added);
        assert_eq!(events.len(), 3, "{events:?}");
        assert!(events.contains(&welcome) && events.contains(&said(&group, &at_dave, "thanks")), "{events:?}");
    }
    carol.device().say(&group, "I am back").unwrap();
    for reader in [&mut alice, &mut bob, &mut dave] {
        reader.reads(&group, &at_carol, "I am back");
    }
}

#[test]
fn removed_member_reads_nothing_that_comes_later() {
    let (mut alice, mut bob, mut carol) = (Person::new(12), Person::new(12), Person::new(12));
    let (at_alice, at_bob, at_carol) = (alice.address(), bob.address(), carol.address());
    let group = alice.device().create_group(&[bob.id(), carol.id()]).unwrap();
    bob.is_added_by(&at_alice);
    carol.is_added_by(&at_alice);
    bob.leave();
    carol.leave();
    let thief = file();
    fs::copy(&carol.file, &thief).unwrap();

    alice.device().say(&group, "the last for Carol").unwrap();
    let commit = alice.device().groups.commit(&group, std::slice::from_ref(&at_carol), vec![], None).unwrap();
    let secret = alice.device().groups.text(&group, "not for Carol").unwrap();
    assert_eq!(alice.device().send().unwrap(), []);

    let removed = Event::Removed { group: group.clone() };
    assert_eq!(carol.come_back(), [said(&group, &at_alice, "the last for Carol"), removed]);
    assert!(carol.device().say(&group, "still here?").is_err());
    let changed = Event::Changed { group: group.clone(), epoch: 2, added: vec![], removed: vec![at_carol] };
    let not_for_carol = said(&group, &at_alice, "not for Carol");
    assert_eq!(bob.come_back(), [said(&group, &at_alice, "the last for Carol"), changed, not_for_carol]);
    bob.device().say(&group, "only we two").unwrap();
    alice.reads(&group, &at_bob, "only we two");

    // A client of Carol's that forgets nothing and is handed the text by someone else.
    let mut kept = Groups::open(thief).unwrap().client().unwrap().load_group(&group).unwrap();
    let mut open = |bytes: &[u8]| kept.process_incoming_message(MlsMessage::from_bytes(bytes).unwrap());
    assert!(open(&secret).is_err());
    let ReceivedMessage::Commit(commit) = open(&commit).unwrap() else { panic!("not a Commit") };
    assert!(matches!(commit.effect, CommitEffect::Removed { .. }));
    assert!(open(&secret).is_err());
}

#[test]
fn last_resort_admits_when_one_time_keys_are_out() {
    let (mut alice, mut bob, mut erin) = (Person::new(12), Person::new(12), Person::new(1));
    let (at_alice, at_bob) = (alice.address(), bob.address());

    let first = alice.device().create_group(&[erin.id()]).unwrap();
    let status = erin.device().key_status().unwrap();
    assert!(status.registered);
    assert_eq!(status.one_time_keys, 0);
    assert_eq!(status.signed_pre_key_hash, last_resort(&mut erin));
    let second = bob.device().create_group(&[erin.id()]).unwrap();
    let third = alice.device().create_group(&[erin.id()]).unwrap();
    erin.device().rotate(3).unwrap();
    let rotated = erin.device().key_status().unwrap();
    assert_ne!(rotated.signed_pre_key_hash, status.signed_pre_key_hash);
    assert_eq!(rotated.signed_pre_key_hash, last_resort(&mut erin));
    assert_eq!(rotated.one_time_keys, 3);

    for (group, by) in [(first, &at_alice), (second, &at_bob), (third, &at_alice)] {
        erin.device().say(&group, "too early").expect_err("Erin is no member yet");
        let joined = Event::Joined { group, by: by.clone() };
        erin.device().receive_until(|event| *event == joined).unwrap();
        let Event::Joined { group, .. } = joined else { unreachable!() };
        erin.device().say(&group, "here I am").unwrap();
    }
}

fn last_resort(person: &mut Person) -> Vec<u8> {
    let key = person.device().groups.registration(0).unwrap().signed_pre_key;
    Sha256::digest(key).to_vec()
}

#[test]
fn committer_makes_the_changes_that_others_want_at_once() {
    let (mut alice, mut bob, mut carol, mut dave) =
        (Person::new(12), Person::new(12), Person::new(12), Person::new(12));
    let (at_alice, at_bob, at_carol) = (alice.address(), bob.address(), carol.address());
    let group = alice.device().create_group(&[bob.id(), carol.id()]).unwrap();
    bob.is_added_by(&at_alice);
    carol.is_added_by(&at_alice);

    bob.device().add(&group, &dave.id()).expect_err("Bob is not the committer");
    bob.device().ask(&group, Wish::Add(dave.id())).unwrap();
    carol.device().ask(&group, Wish::Remove(at_carol.clone())).unwrap();
    for _ in 0..2 {
        let events = alice.device().receive_until(|event| matches!(event, Event::Asked { .. })).unwrap();
        match events.last().unwrap() {
            Event::Asked { from, wish: Wish::Add(user), .. } if *from == at_bob => alice.device().add(&group, user),
            Event::Asked { from, wish: Wish::Remove(at), .. } if at == from => alice.device().remove(&group, at),
            other => panic!("{other:?}"),
        }
        .unwrap();
    }
    carol.device().receive_until(|event| matches!(event, Event::Removed { .. })).unwrap();
    dave.is_added_by(&at_alice);

    alice.device().hand_over(&group, &at_bob).unwrap();
    alice.device().remove(&group, &at_bob).expect_err("Alice is the committer no more");
    let wish = Wish::Remove(at_alice.clone());
    alice.device().ask(&group, wish.clone()).unwrap();
    let asked = Event::Asked { group: group.clone(), from: at_alice.clone(), wish };
    bob.device().receive_until(|event| *event == asked).unwrap();
    bob.device().remove(&group, &at_alice).unwrap();
    bob.device().say(&group, "just you and me").unwrap();
    dave.reads(&group, &at_bob, "just you and me");
    alice.device().receive_until(|event| matches!(event, Event::Removed { .. })).unwrap();
    assert_eq!(dave.device().groups.members(&group).unwrap(), bob.device().groups.members(&group).unwrap());
}

#[test]
fn device_that_begins_again_gets_a_new_leaf() {
    let (mut alice, mut bob, mut carol) = (Person::new(12), Person::new(12), Person::new(12));
    let (at_alice, at_bob) = (alice.address(), bob.address());
    let group = alice.device().create_group(&[bob.id(), carol.id()]).unwrap();
    bob.is_added_by(&at_alice);
    carol.is_added_by(&at_alice);

    bob.reinstall();
    // While the former connection may still have received one, a message counts as accepted.
    let deadline = Instant::now() + Duration::from_secs(60);
    let refused = loop {
        let refused = alice.device().say(&group, &format!("for the lost keys, {:?}", Instant::now())).unwrap();
        if !refused.is_empty() || Instant::now() > deadline {
            break refused;
        }
    };
    assert_eq!(refused, [Refused { to: at_bob.clone(), error: "stale_device".into() }]);
    alice.device().add(&group, &bob.id()).unwrap();

    assert_eq!(bob.is_added_by(&at_alice), group);
    assert_eq!(alice.device().say(&group, "for the new ones").unwrap(), []);
    bob.reads(&group, &at_alice, "for the new ones");
    let events = carol.reads(&group, &at_alice, "for the new ones");
    let (added, removed) = (vec![at_bob.clone()], vec![at_bob]);
    assert!(events.contains(&Event::Changed { group, epoch: 2, added, removed }), "{events:?}");
}

#[test]
fn each_device_of_a_user_has_a_leaf() {
    let (mut alice, mut phone) = (Person::new(12), Person::new(12));
    let at_alice = alice.address();
    let group = alice.device().create_group(&[phone.id()]).unwrap();
    phone.is_added_by(&at_alice);

    let mut tablet = phone.second_device();
    let (at_phone, at_tablet) = (phone.address(), tablet.address());
    for _ in 0..2 {
        alice.device().add(&group, &phone.id()).unwrap();
    }
    assert_eq!(phone.device().key_status().unwrap().one_time_keys, 11);
    assert_eq!(tablet.device().key_status().unwrap().one_time_keys, 11);
    tablet.is_added_by(&at_alice);
    let members = alice.device().groups.members(&group).unwrap();
    let addresses = members.into_iter().map(|leaf| leaf.address);
    assert!(addresses.eq([at_alice.clone(), at_phone.clone(), at_tablet.clone()]));

    phone.device().receive_until(|event| matches!(event, Event::Changed { .. })).unwrap();
    phone.device().say(&group, "typed on the phone").unwrap();
    tablet.reads(&group, &at_phone, "typed on the phone");
    alice.device().remove(&group, &at_phone).unwrap();
    phone.device().receive_until(|event| matches!(event, Event::Removed { .. })).unwrap();
    tablet.device().say(&group, "the phone is lost").unwrap();
    alice.reads(&group, &at_tablet, "the phone is lost");
}

#[test]
fn what_is_on_disk_before_a_crash_is_done_after_it() {
    let (mut alice, mut bob) = (Person::new(12), Person::crashed());
    let at_alice = alice.address();

    assert_eq!(bob.come_back(), []);
    assert!(bob.device().make_sure_of_keys(12).unwrap());
    assert!(!bob.device().make_sure_of_keys(12).unwrap());
    let group = alice.device().create_group(&[bob.id()]).unwrap();
    bob.is_added_by(&at_alice);

    // Alice crashes between writing and sending.
    alice.device().groups.commit(&group, &[], vec![], Some(&bob.address())).unwrap();
    alice.device().groups.text(&group, "now it is yours").unwrap();
    alice.leave();
    assert_eq!(alice.come_back(), []);
    assert_eq!(alice.device().send().unwrap(), []);
    bob.reads(&group, &at_alice, "now it is yours");
    bob.device().remove(&group, &at_alice).unwrap();
    alice.device().receive_until(|event| matches!(event, Event::Removed { .. })).unwrap();
}

#[test]
fn device_that_misses_a_commit_gets_a_new_leaf() {
    let (mut alice, mut bob) = (Person::new(12), Person::new(12));
    let (at_alice, at_bob) = (alice.address(), bob.address());
    let group = alice.device().create_group(&[bob.id()]).unwrap();
    bob.is_added_by(&at_alice);

    // Bob acks a Commit, and a fault of the disk takes it from him.
    let before = file();
    fs::copy(&bob.file, &before).unwrap();
    alice.device().hand_over(&group, &at_alice).unwrap();
    bob.device().receive_until(|event| matches!(event, Event::Changed { .. })).unwrap();
    bob.leave();
    fs::copy(&before, &bob.file).unwrap();

    alice.device().say(&group, "do you read me?").unwrap();
    assert_eq!(bob.come_back(), []);
    assert_eq!(bob.device().groups.behind(), std::slice::from_ref(&group));
    assert_eq!(bob.device().begin_again(&group).unwrap(), []);
    alice.device().receive_until(|event| matches!(event, Event::Asked { wish: Wish::Renew(_), .. })).unwrap();
    alice.device().renew(&group, &at_bob).unwrap();
    assert_eq!(bob.is_added_by(&at_alice), group);
    bob.device().say(&group, "again I do").unwrap();
    alice.reads(&group, &at_bob, "again I do");
}
