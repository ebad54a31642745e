// The header above the text, and the text's links: they open the playground with their set-up.

import { examples } from "kit/guide.js";
import { addressOf, header } from "kit/header.js";
import { tips } from "kit/tips.js";

const navigation = JSON.parse(document.getElementById("navigation").textContent);
const { here } = navigation;
const bar = header(navigation);
const chrome = document.getElementById("chrome");
chrome.replaceChildren(bar.element);
tips(document.body, {});

const follow = examples(document.getElementById("guide"), (fragment) => addressOf("/", here, fragment));
const carry = () => {
  bar.carry(location.hash);
  follow(location.hash);
  for (const link of document.querySelectorAll("[data-page]")) {
    link.href = addressOf(link.dataset.page, here, location.hash);
  }
};
addEventListener("hashchange", carry);
carry();
