// Asks for confirmation and for the token before draining. The token stays only in memory, until the page is closed.
import { find, setText } from "./dom.mjs";
import { nameOf } from "./table.mjs";

let token = "";
let node;

/** Opens the dialog for a node. */
export function askToDrain(which, isLast) {
  node = which;
  setText(find("drain-node"), nameOf(node));
  find("drain-last").hidden = !isLast;
  find("drain-token").value = token;
  find("drain-refused").hidden = true;
  find("drain").showModal();
}

async function drain(event) {
  event.preventDefault();
  const given = find("drain-token").value;
  const answer = await fetch(`/console/drain?${new URLSearchParams({ node: node.id })}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${given}` },
  }).catch(() => null);
  if (answer?.ok) {
    token = given;
    find("drain").close();
  } else {
    setText(find("drain-refused"), answer ? (await answer.text()).trim() : "this node does not respond");
    find("drain-refused").hidden = false;
  }
}

find("drain").querySelector("form").addEventListener("submit", drain);
find("drain-cancel").addEventListener("click", () => find("drain").close());
