// The rich-text editor in which chapters are written (ADR 0021). It stands in for a textarea with plain writing, which
// serves alone where no script comes. What is pasted is cleaned twice: here by what the editor knows, and by the server.
import { Editor, Node } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { Link } from "@tiptap/extension-link";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { Gapcursor, UndoRedo } from "@tiptap/extensions";

/** A check list is a list whose items are ticked off on paper: nothing in it is ticked here. */
const CheckList = Node.create({
  name: "checkList",
  group: "block list",
  content: "checkItem+",
  parseHTML: () => [
    { tag: "ul.checks", priority: 70 },
    { tag: 'ul[data-type="taskList"]', priority: 70 },
  ],
  renderHTML: () => ["ul", { class: "checks" }, 0],
});
// Items hold text and lists, cells hold text: what the server keeps.
const PlainItem = ListItem.extend({
  content: "paragraph (paragraph | list)*",
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      // An empty item ends the list, also in the middle of it.
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        const isEmpty = empty && $from.parent.content.size === 0 && $from.node(-1)?.type.name === this.name;
        return isEmpty ? editor.commands.liftListItem(this.name) : editor.commands.splitListItem(this.name);
      },
    };
  },
});
const CheckItem = PlainItem.extend({
  name: "checkItem",
  parseHTML: () => [
    { tag: "ul.checks > li", priority: 70 },
    { tag: 'ul[data-type="taskList"] > li', priority: 70 },
  ],
});
// Our own look, and no style attributes, which the security policy refuses.
const PlainTable = Table.extend({ renderHTML: () => ["table", { class: "ds-table tbl" }, ["tbody", 0]] });
const cell = (tag) => ({
  content: "paragraph+",
  parseHTML: () => [{ tag }],
  renderHTML: ({ node }) => [tag, span(node), 0],
});
const span = (node) => (node.attrs.colspan > 1 ? { colspan: node.attrs.colspan } : {});

// The security policy refuses style attributes, also while they are read: what is pasted has them under another name.
const styled = (sign) => (node) => (sign.test(node.dataset.style ?? "") ? null : false);
const unless = (sign) => (node) => (sign.test(node.dataset.style ?? "") ? false : null);
const PastedBold = Bold.extend({
  parseHTML: () => [
    { tag: "strong" },
    { tag: "b", getAttrs: unless(/font-weight:\s*(normal|400)/) },
    { tag: "span[data-style]", getAttrs: styled(/font-weight:\s*(bold|[6-9]00)/) },
  ],
});
const PastedItalic = Italic.extend({
  parseHTML: () => [
    { tag: "em" },
    { tag: "i", getAttrs: unless(/font-style:\s*normal/) },
    { tag: "span[data-style]", getAttrs: styled(/font-style:\s*italic/) },
  ],
});

/** Take out of pasted HTML what would only make noise. What is harmful the policy, the editor and the server refuse. */
function withoutNoise(html) {
  return html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style|xml|head|title|svg|iframe|object)\b[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/<(img|link|meta|input)\b[^>]*>/gi, "")
    .replace(/\sstyle\s*=/gi, " data-style=")
    .replace(/\son\w+\s*=/gi, " data-on=");
}

const EXTENSIONS = [
  Document,
  Text,
  Paragraph,
  Heading.configure({ levels: [2, 3] }),
  PastedBold,
  PastedItalic,
  HardBreak,
  Link.configure({
    openOnClick: false,
    autolink: true,
    defaultProtocol: "https",
    protocols: ["mailto", "tel"],
    HTMLAttributes: { target: null, rel: null, class: null },
  }),
  BulletList,
  OrderedList,
  PlainItem,
  CheckList,
  CheckItem,
  ListKeymap.configure({
    listTypes: [
      { itemName: "listItem", wrapperNames: ["bulletList", "orderedList"] },
      { itemName: "checkItem", wrapperNames: ["checkList"] },
    ],
  }),
  Blockquote.extend({ content: "(paragraph|heading|list)+" }),
  PlainTable.configure({ resizable: false }),
  TableRow,
  TableHeader.extend(cell("th")),
  TableCell.extend(cell("td")),
  UndoRedo,
  Gapcursor,
];

const insertTable = (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true });
/** What stands in the toolbar: its word, what it does, and when it is on, or shown at all. */
const TOOLS = [
  { word: "heading", run: (c) => c.toggleHeading({ level: 2 }), on: (e) => e.isActive("heading", { level: 2 }) },
  { word: "subheading", run: (c) => c.toggleHeading({ level: 3 }), on: (e) => e.isActive("heading", { level: 3 }) },
  { word: "bold", run: (c) => c.toggleBold(), on: (e) => e.isActive("bold") },
  { word: "italic", run: (c) => c.toggleItalic(), on: (e) => e.isActive("italic") },
  { word: "link", opens: true, on: (e) => e.isActive("link") },
  { word: "bullets", run: (c) => c.toggleBulletList(), on: (e) => e.isActive("bulletList") },
  { word: "numbers", run: (c) => c.toggleOrderedList(), on: (e) => e.isActive("orderedList") },
  { word: "checks", run: (c) => c.toggleList("checkList", "checkItem"), on: (e) => e.isActive("checkList") },
  { word: "quote", run: (c) => c.toggleBlockquote(), on: (e) => e.isActive("blockquote") },
  { word: "table", run: insertTable, shown: (e) => !e.isActive("table") },
  { word: "row", run: (c) => c.addRowAfter(), shown: (e) => e.isActive("table") },
  { word: "column", run: (c) => c.addColumnAfter(), shown: (e) => e.isActive("table") },
  { word: "delete-row", run: (c) => c.deleteRow(), shown: (e) => e.isActive("table") },
  { word: "delete-column", run: (c) => c.deleteColumn(), shown: (e) => e.isActive("table") },
  { word: "delete-table", run: (c) => c.deleteTable(), shown: (e) => e.isActive("table") },
  { word: "undo", run: (c) => c.undo() },
  { word: "redo", run: (c) => c.redo() },
];

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function start(field) {
  const words = JSON.parse(field.dataset.editor);
  const area = field.querySelector("textarea");
  const label = field.querySelector("label");
  const form = area.form;
  const box = element("div", { class: "editor" });
  const bar = element("div", { class: "editor-tools", role: "toolbar", "aria-label": words.tools });
  const hint = element("p", { class: "tiny muted", id: `${area.id}_keys` }, words.hint);
  const place = element("div", { class: "editor-place" });
  label.id ||= `${area.id}_label`;
  const errors = area.getAttribute("aria-invalid") ? ` ${area.id}_error` : "";

  const editor = new Editor({
    element: place,
    extensions: EXTENSIONS,
    content: field.querySelector("template").innerHTML,
    injectCSS: false,
    editorProps: {
      transformPastedHTML: withoutNoise,
      attributes: {
        class: "prose chapter-body editor-text",
        lang: field.dataset.lang,
        role: "textbox",
        spellcheck: "true",
        "aria-multiline": "true",
        "aria-labelledby": label.id,
        "aria-describedby": `${hint.id}${errors}`,
        ...(errors ? { "aria-invalid": "true" } : {}),
      },
    },
  });

  const link = linkBox(editor, words, () => openButton.focus());
  const buttons = TOOLS.map((tool) => {
    const button = element("button", { type: "button", class: "editor-tool", tabindex: "-1" }, words[tool.word]);
    if (tool.opens) button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", () => (tool.opens ? link.open() : tool.run(editor.chain().focus()).run()));
    return button;
  });
  const openButton = buttons[TOOLS.findIndex((tool) => tool.opens)];
  buttons[0].tabIndex = 0;
  bar.append(...buttons);

  function refresh() {
    TOOLS.forEach((tool, at) => {
      if (tool.on && !tool.opens) buttons[at].setAttribute("aria-pressed", String(tool.on(editor)));
      if (tool.opens) buttons[at].classList.toggle("on", tool.on(editor));
      if (tool.shown) buttons[at].hidden = !tool.shown(editor);
    });
    const current = buttons.find((button) => button.tabIndex === 0);
    if (current.hidden) {
      current.tabIndex = -1;
      buttons[0].tabIndex = 0;
    }
  }
  editor.on("transaction", refresh);
  refresh();

  // One tab stop for the whole bar; arrows, Home and End go along it.
  bar.addEventListener("keydown", (event) => {
    const shown = buttons.filter((button) => !button.hidden);
    const at = shown.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = shown[(to + shown.length) % shown.length];
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    buttons.find((button) => button.tabIndex === 0).focus();
  });

  box.append(bar, link.box, place);
  const around = area.closest("ds-field") ?? area.parentElement;
  around.hidden = true;
  label.removeAttribute("for");
  label.addEventListener("click", () => editor.commands.focus());
  field.prepend(label, hint, box);
  for (const fault of field.querySelectorAll(".ds-validation-message")) field.append(fault);
  for (const to of document.querySelectorAll(`a[href="#${area.id}"]`)) {
    to.addEventListener("click", (event) => {
      event.preventDefault();
      editor.commands.focus();
    });
  }

  // The textarea is never written to: what the editor holds goes along when the form is sent.
  form.addEventListener("formdata", ({ formData }) => {
    formData.set("format", "html");
    formData.set("body_html", editor.getHTML());
    formData.set(area.name, "");
  });
  let isChanged = false;
  let isSent = false;
  editor.on("update", () => (isChanged = true));
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("submit", () => (isSent = true));
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSent) event.preventDefault();
  });
}

/** The small box under the toolbar in which the address of a link is written. */
function linkBox(editor, words, back) {
  const input = element("input", { class: "ds-input", id: "lenkeadresse", type: "url", autocomplete: "off", placeholder: "https://" });
  const button = (word, run) => {
    const made = element("button", { type: "button", class: "editor-tool" }, words[word]);
    made.addEventListener("click", run);
    return made;
  };
  const label = element("label", { for: input.id, class: "ds-label" }, words.address);
  const box = element("div", { class: "editor-link", hidden: "" });
  const close = () => {
    box.hidden = true;
    back();
  };
  const set = () => {
    const href = input.value.trim();
    if (!href) return;
    const isBare = !/^(https?:|mailto:|tel:|\/)/i.test(href);
    const chain = editor.chain().focus().extendMarkRange("link");
    const address = isBare ? (/^[^/\s]+@[^/\s]+$/.test(href) ? `mailto:${href}` : `https://${href}`) : href;
    if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href: address } }] }).run();
    } else {
      chain.setLink({ href: address }).run();
    }
    box.hidden = true;
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    box.hidden = true;
  };
  box.append(label, input, button("set-link", set), button("remove-link", remove), button("close", close));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      set();
    }
  });
  return {
    box,
    open() {
      box.hidden = false;
      input.value = editor.getAttributes("link").href ?? "";
      input.focus();
    },
  };
}

for (const field of document.querySelectorAll("[data-editor]")) start(field);
