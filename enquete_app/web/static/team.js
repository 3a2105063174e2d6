/* What makes the staff pages quicker; without it they do the same with their buttons and links.

   <form method="get" data-live="id">  the form is asked anew whenever something in it changes, and the element
                                       with that id is replaced; its own button does the same.
   <section id="id" data-refresh="3">  the page is asked anew every so many seconds and the section replaced,
                                       until it comes without the attribute. */

"use strict";

async function replace(id, address, signal) {
  const answer = await fetch(address, { credentials: "same-origin", signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.getElementById(id);
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
    const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    replace(form.dataset.live, address, asked.signal)
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
