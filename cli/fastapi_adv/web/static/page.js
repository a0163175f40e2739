// Replaces the parts of the page that a change of the form or a link affects. Without JavaScript the form and the
// links load the whole page; only copying, writing and applying need this script.

const TYPING_PAUSE = 150; // milliseconds
const byId = (id) => document.getElementById(id);
const token = document.querySelector('meta[name="token"]').content;
let request = new AbortController();
let shown = Promise.resolve(); // settles when the page shows the last state that was asked for
let typing = 0; // timer of a change in the form that is not asked for yet

function announce(text) {
  byId("status").textContent = text;
}

// Show another state of this page. `history` is pushState, replaceState or null for the present entry.
function show(url, history) {
  shown = load(url, history);
  return shown;
}

async function load(url, history) {
  request.abort();
  request = new AbortController();
  let answer;
  try {
    answer = await fetch(url, { signal: request.signal });
  } catch (error) {
    if (error.name !== "AbortError") announce("The server does not answer. Start fastapi-adv web again.");
    return;
  }
  if (!answer.ok || new URL(answer.url).pathname !== location.pathname) {
    location.assign(url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const query = page.getElementById("page").dataset.query || new URL(url, location).search.slice(1);
  if (history) window.history[history](null, "", query ? `?${query}` : location.pathname);
  replace(page);
}

function replace(page) {
  const opened = new Set([...document.querySelectorAll("#tree details[open]")].map((item) => item.dataset.path));
  const closed = new Set([...document.querySelectorAll("#tree details:not([open])")].map((item) => item.dataset.path));
  const focused = document.activeElement;
  const again = finder(focused);
  const scrolled = byId("tree")?.scrollTop;
  document.title = page.title;
  for (const region of document.querySelectorAll("[data-region]")) {
    const next = page.getElementById(region.id);
    if (next && next.innerHTML !== region.innerHTML) region.replaceChildren(...document.adoptNode(next).childNodes);
  }
  for (const item of document.querySelectorAll("#tree details")) {
    if (opened.has(item.dataset.path)) item.open = true;
    else if (closed.has(item.dataset.path) && !item.querySelector('[aria-current="true"]')) item.open = false;
  }
  if (scrolled) byId("tree").scrollTop = scrolled;
  copyInputs(page);
  if (!focused.isConnected) again()?.focus({ preventScroll: true });
  announce(page.getElementById("page").dataset.announcement);
}

// Return a function that finds the same control after its part of the page was replaced.
function finder(element) {
  const region = element.closest("[data-region]");
  if (!region) return () => element;
  const key = (item) => item.id || item.value || item.getAttribute("aria-label") || item.textContent.trim();
  const wanted = key(element);
  return () => [...region.querySelectorAll(element.localName)].find((item) => key(item) === wanted);
}

// The form shows the state of the address: after presets, and when the reader goes back.
function copyInputs(page) {
  for (const input of byId("choice").querySelectorAll("input, select")) {
    if (input.id === "search" || input.type === "hidden") continue;
    const next = input.id
      ? page.getElementById(input.id)
      : page.querySelector(`#choice [name="${input.name}"][value="${CSS.escape(input.value)}"]`);
    if (!next) continue;
    if (next.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    if (input.type === "checkbox") input.checked = next.checked;
    else if (input !== document.activeElement) input.value = next.value;
  }
}

function address(form, submitter) {
  const pressed = submitter?.name ? [[submitter.name, submitter.value]] : [];
  const items = [...new FormData(form), ...pressed].filter(([name, value]) => value !== "" || name === "before");
  return `${new URL(form.action).pathname}?${new URLSearchParams(items)}`;
}

async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${said} copied.`);
  } catch {
    announce("The browser did not allow copying. Select the text and copy it.");
  }
}

// Requests that write: the report of the command line, or its refusal.
async function post(button) {
  const again = finder(button);
  await settle();
  button = again() ?? button;
  button.disabled = true;
  announce("Working …");
  let lines;
  try {
    const answer = await fetch(button.dataset.post, { method: "POST", headers: { "X-Token": token } });
    lines = report(await answer.json());
    if (location.pathname === "/project") await show("/project", "pushState");
  } catch {
    lines = ["The server does not answer. Start fastapi-adv web again."];
  }
  button.disabled = false;
  byId("report").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
  );
  byId("report").hidden = false;
  byId("report").focus();
  announce(lines[0]);
}

function report(answer) {
  if (answer.error) return [`Refused: ${answer.error.message}`, answer.error.hint].filter(Boolean);
  if (answer.detail) return [`Refused: ${typeof answer.detail === "string" ? answer.detail : "the request is wrong."}`];
  const steps = answer.steps
    .filter((step) => step.status !== "done")
    .map((step) => `${step.step} ${step.status}: ${step.reason}`);
  const next = answer.next.map((command) => `Next: ${command}`);
  if (answer.path) return [`Wrote ${answer.files} files to ${answer.path}`, ...steps, ...next];
  const { created, changed, deleted, conflicts, kept } = answer.files;
  return [
    `Done: ${created.length} files created, ${changed.length} changed, ${deleted.length} deleted.`,
    ...conflicts.map((item) => `Conflict in ${item.path} (${item.kind})`),
    ...kept.map((item) => `Kept: ${item.path} (${item.reason})`),
    ...steps,
    ...next,
  ];
}

function search() {
  const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const features = [...document.querySelectorAll(".feature")];
  for (const feature of features) feature.hidden = !words.every((word) => feature.dataset.words.includes(word));
  const found = features.filter((feature) => !feature.hidden).length;
  byId("found").textContent = words.length ? `${found} of ${features.length} features` : "";
}

byId("choice").addEventListener("input", (event) => {
  if (event.target.id === "search") return search();
  const text = event.target.matches("input:not([type=checkbox])");
  clearTimeout(typing);
  typing = setTimeout(() => showChoice(text ? "replaceState" : "pushState"), text ? TYPING_PAUSE : 0);
});

function showChoice(history) {
  typing = 0;
  return show(address(byId("choice")), history);
}

// Wait until the page shows the form's state, because links and hidden fields hold the state that is shown.
async function settle() {
  if (typing) {
    clearTimeout(typing);
    showChoice("pushState");
  }
  await shown;
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  await settle();
  show(address(event.target, event.submitter), "pushState");
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.copy) copy(document.querySelector(button.dataset.copy).textContent, "Command");
  else if (button?.hasAttribute("data-copy-link")) copy(location.href, "Link");
  else if (button?.dataset.post) post(button);
  const link = event.target.closest("a");
  const other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (!link || other || link.pathname !== location.pathname || link.hash || link.hasAttribute("download")) return;
  event.preventDefault();
  const again = finder(link);
  await settle();
  show((again() ?? link).href, "pushState");
});

window.addEventListener("popstate", () => show(location.href, null));

const shortcuts = byId("shortcuts");
shortcuts.checked = localStorage.getItem("shortcuts") !== "off";
shortcuts.addEventListener("change", () => localStorage.setItem("shortcuts", shortcuts.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "search") {
    event.target.value = "";
    search();
  }
  const inField = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (!shortcuts.checked || inField || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "c") {
    document.querySelector('[data-copy="#command"]')?.click();
  }
});
