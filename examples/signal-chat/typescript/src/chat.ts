import { writeBackup } from './backup.ts';
import type { Recorded } from './history.ts';
import type { Messenger } from './messenger.ts';
import { Names } from './names-shown.ts';
import { safetyNumber } from './safety-number.ts';
import type { Contact, Group } from './wire/signal-chat_pb.ts';

/** What is typed goes to one contact, or to one group. */
type Partner = { readonly contact: Contact } | { readonly group: Group };

interface Command {
  readonly parameters: string;
  readonly purpose: string;
  run(chat: Chat, ...parameters: string[]): Promise<void> | void;
}

const LATEST = 20;

const COMMANDS: Readonly<Record<string, Command>> = {
  invite: { parameters: '', purpose: 'show a link with which others can write to you', run: (chat) => chat.invite() },
  'renew-link': { parameters: '', purpose: 'end the links that you have given to others', run: (chat) => chat.renewInvitation() },
  add: { parameters: 'NAME LINK', purpose: 'add somebody who has given you their link', run: (chat, name, link) => chat.add(name, link) },
  name: { parameters: 'NAME NEW', purpose: 'give a contact another name', run: (chat, name, other) => chat.rename(name, other) },
  block: { parameters: 'NAME', purpose: 'drop what a contact sends', run: (chat, name) => chat.block(name, true) },
  unblock: { parameters: 'NAME', purpose: 'drop it no longer', run: (chat, name) => chat.block(name, false) },
  to: { parameters: 'NAME', purpose: 'talk to this contact or group from now on', run: (chat, name) => chat.talkTo(name) },
  contacts: { parameters: '', purpose: 'list contacts and groups', run: (chat) => chat.list() },
  safety: { parameters: 'NAME', purpose: 'show the number that both of you compare', run: (chat, name) => chat.safety(name) },
  group: { parameters: 'NAME MEMBER…', purpose: 'create a group', run: (chat, name, ...members) => chat.createGroup(name, members) },
  remove: { parameters: 'GROUP MEMBER', purpose: 'remove somebody from your group', run: (chat, group, member) => chat.remove(group, member) },
  link: { parameters: 'LINK', purpose: 'make another device yours, which shows this link', run: (chat, link) => chat.link(link) },
  backup: { parameters: 'FILE', purpose: 'write a backup', run: (chat, file) => chat.backup(file) },
  help: { parameters: '', purpose: 'list these commands', run: (chat) => chat.help() },
  quit: { parameters: '', purpose: 'leave', run: (chat) => chat.quit() },
};

/** The conversation in a terminal: a line that begins with a slash is a command, any other is a message. */
export class Chat {
  readonly #messenger: Messenger;
  readonly #print: (line: string) => void;
  readonly #onQuit: () => void;
  readonly #names: Names;
  #partner: Partner | undefined;
  #shown = 0;

  constructor(messenger: Messenger, print: (line: string) => void, onQuit: () => void) {
    this.#messenger = messenger;
    this.#print = print;
    this.#onQuit = onQuit;
    this.#names = new Names(messenger.account.userID, messenger.journal);
  }

  /** Shows a message, unless it was shown. */
  show(message: Recorded): void {
    if (message.number > this.#shown) {
      this.#shown = message.number;
      this.#print(this.#names.line(message));
    }
  }

  /** Shows the latest messages, after a start. */
  showLatest(): void {
    this.#messenger.latest(LATEST).forEach((message) => this.show(message));
  }

  /** Runs what was typed. It reports errors, and does not throw. */
  async typed(line: string): Promise<void> {
    try {
      await this.#run(line.trim());
    } catch (cause) {
      this.#print(`error: ${(cause as Error).message}`);
    }
  }

  async #run(line: string): Promise<void> {
    if (line === '') {
      return;
    }
    if (!line.startsWith('/')) {
      await this.#send(line);
      return;
    }
    const [name = '', ...parameters] = line.slice(1).split(/\s+/);
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) {
      throw new Error(`there is no command /${name}; /help lists them`);
    }
    const expected = command.parameters === '' ? [] : command.parameters.split(' ');
    const fits = command.parameters.endsWith('…') ? parameters.length >= expected.length : parameters.length === expected.length;
    if (!fits) {
      throw new Error(`usage: /${name} ${command.parameters}`);
    }
    await command.run(this, ...parameters);
  }

  async #send(text: string): Promise<void> {
    const partner = this.#partner;
    if (!partner) {
      throw new Error('choose whom to write to with /to NAME');
    }
    await ('group' in partner ? this.#messenger.sendToGroup(this.#groupNamed(partner.group.name), text) : this.#messenger.send(partner.contact.userID, text));
    this.#print(`✓ ${text}`);
  }

  invite(): void {
    this.#print(this.#messenger.invitation);
  }

  async renewInvitation(): Promise<void> {
    await this.#messenger.renewInvitation();
    this.#print('the links that you have given to others end as soon as all your devices know');
  }

  async add(name: string | undefined, link: string | undefined): Promise<void> {
    await this.#messenger.addContact(this.#unused(name), link ?? '');
    this.talkTo(name);
  }

  async rename(name: string | undefined, other: string | undefined): Promise<void> {
    await this.#messenger.rename(this.#contactNamed(name), this.#unused(other));
    this.talkTo(other);
  }

  async block(name: string | undefined, blocked: boolean): Promise<void> {
    await this.#messenger.block(this.#contactNamed(name), blocked);
    this.#print(`${name} is ${blocked ? '' : 'no longer '}blocked`);
  }

  talkTo(name = ''): void {
    const group = this.#messenger.groups.find((one) => one.name === name);
    this.#partner = group ? { group } : { contact: this.#contactNamed(name) };
    this.#print(`you are talking to ${name}`);
  }

  list(): void {
    this.#messenger.contacts.forEach(({ name, accepted, blocked }) => this.#print(`${name}${blocked ? ' (blocked)' : accepted ? '' : ' (new)'}`));
    this.#messenger.groups.forEach((group) => this.#print(`${group.name}: ${group.memberIDs.map((id) => this.#names.of(id)).join(', ')}`));
  }

  safety(name: string | undefined): void {
    this.#print(safetyNumber(this.#messenger.account.userID, this.#contactNamed(name).userID));
  }

  async createGroup(name: string | undefined, members: readonly string[]): Promise<void> {
    const group = await this.#messenger.createGroup(
      this.#unused(name),
      members.map((member) => this.#contactNamed(member)),
    );
    this.talkTo(group.name);
  }

  async remove(group: string | undefined, member: string | undefined): Promise<void> {
    await this.#messenger.removeMember(this.#groupNamed(group), this.#contactNamed(member).userID);
    this.#print(`${member} is no longer in ${group}`);
  }

  async link(link = ''): Promise<void> {
    this.#print(`linked device ${await this.#messenger.linkDevice(link)}`);
  }

  async backup(file = ''): Promise<void> {
    this.#print(`the recovery code of this backup: ${await writeBackup(this.#messenger.account, this.#messenger.journal, file)}`);
  }

  help(): void {
    this.#print('A line without a slash is a message to the contact or group that you are talking to.');
    const usages = Object.entries(COMMANDS).map(([name, { parameters, purpose }]) => [`/${name} ${parameters}`, purpose] as const);
    usages.forEach(([usage, purpose]) => this.#print(`  ${usage.padEnd(22)}${purpose}`));
  }

  quit(): void {
    this.#onQuit();
  }

  #contactNamed(name = ''): Contact {
    return found(
      this.#messenger.contacts.find((contact) => contact.name === name),
      `you have no contact ${name}`,
    );
  }

  #groupNamed(name = ''): Group {
    return found(
      this.#messenger.groups.find((group) => group.name === name),
      `there is no group ${name}`,
    );
  }

  #unused(name = ''): string {
    if ([...this.#messenger.contacts, ...this.#messenger.groups].some((one) => one.name === name)) {
      throw new Error(`there is a contact or group ${name} already`);
    }
    return name;
  }
}

function found<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) {
    throw new Error(otherwise);
  }
  return value;
}
