// Elements without a framework. Texts are always texts, never markup.

export const find = (id) => document.getElementById(id);

/** An element: make("td", { class: "number" }, "12"). What begins with "on" is listened to. */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...content);
  return element;
}

/** Sets a text only where it is another one, so that nothing is told or drawn anew for nothing. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
