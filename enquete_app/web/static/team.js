/* What makes the staff pages quicker; without it they do the same with their buttons and links.

   <form method="get" data-live="id">  the form is asked anew whenever something in it changes, and the element
                                       with that id is replaced; its own button does the same.
   <form method="post" data-live="id"> the same for what is too long for an address: the form is posted with
                                       go=preview, with which the server keeps nothing.
   <section id="id" data-refresh="3">  the page is asked anew every so many seconds and the section replaced,
                                       until it comes without the attribute. */

"use strict";

async function replace(id, address, options = {}) {
  const answer = await fetch(address, { credentials: "same-origin", ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.getElementById(id);
  if (options.body && (!made || answer.redirected)) {
    return null; // Going there would lose what is typed.
  }
  if (!made || answer.redirected) {
    location.assign(address);
    return null;
  }
  document.getElementById(id).replaceWith(made);
  return made;
}

function live(form) {
  let asked;
  let waiting;
  const ask = () => {
    asked?.abort();
    asked = new AbortController();
    const typed = new URLSearchParams(new FormData(form));
    if (form.method === "post") {
      typed.set("go", "preview");
      const options = { method: "POST", body: typed, signal: asked.signal };
      replace(form.dataset.live, form.action, options).catch(() => {});
      return;
    }
    const address = `${form.action.split("?")[0]}?${typed}`;
    replace(form.dataset.live, address, { signal: asked.signal })
      .then(() => history.replaceState(null, "", address))
      .catch(() => {});
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
}

function refresh(section) {
  setTimeout(() => {
    replace(section.id, location.href)
      .then((made) => made?.dataset.refresh && refresh(made))
      .catch(() => refresh(section));
  }, section.dataset.refresh * 1000);
}

document.querySelectorAll("form[data-live]").forEach(live);
document.querySelectorAll("[data-refresh]").forEach(refresh);
