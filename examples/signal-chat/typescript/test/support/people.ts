import { Account } from '../../src/account.ts';
import { groups } from '../../src/groups.ts';
import { Journal } from '../../src/journal.ts';
import { beginWith, markKnown } from '../../src/keepsakes.ts';
import { becomeDevice } from '../../src/linking.ts';
import { Folder } from './folder.ts';
import { Person } from './person.ts';
import { nextServer } from './servers.ts';

/** The people of one test file, with a folder for their states. */
export class People {
  readonly folder: Folder;
  #present: Person[] = [];
  #states = 0;

  private constructor(folder: Folder) {
    this.folder = folder;
  }

  static async create(): Promise<People> {
    return new People(await Folder.create());
  }

  /** Starts a device with a new state, or with that of this name. */
  async person(state = `state-${++this.#states}`): Promise<Person> {
    const started = await Person.start(this.folder.in(state));
    this.#present.push(started);
    return started;
  }

  async leaves(person: Person): Promise<void> {
    this.#present = this.#present.filter((one) => one !== person);
    await person.close();
  }

  /** Changes the state of a device that is not running. */
  async inState(state: string, work: (journal: Journal) => Promise<unknown>): Promise<void> {
    const journal = await Journal.open(this.folder.in(state));
    await work(journal).finally(() => journal.close());
  }

  /** Starts a further device of a user. */
  async linked(to: Person, state: string): Promise<Person> {
    let linking: Promise<unknown> | undefined;
    await this.inState(state, (journal) => becomeDevice(nextServer(), journal, (link) => (linking = to.messenger.linkDevice(link))));
    await linking;
    return this.person(state);
  }

  /** Loses a device's state. The new one has forgotten everybody and greets nobody, so others learn of it from the server alone. */
  async reinstalledInSecret(person: Person): Promise<Person> {
    const { account, groups: known } = person.messenger;
    await this.leaves(person);
    const state = `state-${++this.#states}`;
    const reinstalled = Account.begin(account.identity, account.deviceID, account.registrationID);
    await this.inState(state, (journal) => journal.transaction((transaction) => beginWith(transaction, reinstalled, undefined)));
    await this.leaves(await this.person(state));
    await this.inState(state, (journal) =>
      journal.transaction((transaction) => {
        markKnown(transaction);
        known.forEach((group) => groups.save(transaction, group));
      }),
    );
    return this.person(state);
  }

  async close(): Promise<void> {
    await Promise.all(this.#present.map((person) => person.close()));
    await this.folder.remove();
  }
}
