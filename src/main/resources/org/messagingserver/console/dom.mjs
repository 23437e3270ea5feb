// Elements without a framework. Text is never parsed as markup.

export const find = (id) => document.getElementById(id);

/** An element: make("td", { class: "number" }, "12"). Attributes that begin with "on" are event listeners. */
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

/** Sets a text only if it differs, so that nothing is announced or drawn without a change. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
