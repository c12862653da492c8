// Small pages built by hand: an element with its properties and what is inside of it.

/** make("button", {class: "btn", type: "button", onclick}, "Save") */
export function make(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...inside.flat().filter((piece) => piece !== null && piece !== undefined && piece !== false));
  return element;
}

export const button = (words, onclick, look = "btn-2", more = {}) =>
  make("button", { class: `btn btn-wide ${look}`.trim(), type: "button", onclick, ...more }, words);

/** The one thing to do on a page. */
export const primary = (words, onclick, more = {}) => button(words, onclick, "", { "data-primary": true, ...more });

/** The 0 to 10 scale without a default, as on the log page. */
export function scale(name, words, hint, { value = null, onchange } = {}) {
  const radios = Array.from({ length: 11 }, (_, rating) =>
    make("label", {},
      make("input", { type: "radio", name, value: rating, checked: value === rating, onchange: () => onchange?.(rating) }),
      String(rating)));
  const note = `${name}-hint`;
  return make("fieldset", { class: "field", "aria-describedby": note },
    make("legend", {}, words), make("p", { class: "hint", id: note }, hint),
    make("div", { class: "scale" }, radios));
}

/** The rating that was chosen; null for none. Missing is not zero. */
export function chosen(page, name) {
  const radio = page.querySelector(`input[name="${name}"]:checked`);
  return radio ? Number(radio.value) : null;
}

/** Show a page in the place of the player, and lead whoever listens to its heading. */
export function show(page, ...inside) {
  page.replaceChildren(...inside.flat().filter(Boolean));
  page.hidden = false;
  const heading = page.querySelector("h2");
  if (heading) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  scrollTo(0, 0);
}

/** "Tuesday 14 July" of an ISO day. */
export function dayInWords(day) {
  return new Intl.DateTimeFormat("en-AU", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" })
    .format(new Date(`${day}T12:00:00Z`)).replace(",", "");
}
