// Texts with formulas, as elements. What the server sends of a formula are trees of MathML with tags
// and attributes that only draw (playground/lessons/formulas.py); a text stays text.

const MATHML = "http://www.w3.org/1998/Math/MathML";

function tree([tag, attributes, children]) {
  const element = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map((child) => (typeof child === "string" ? child : tree(child))));
  return element;
}

/** Return the nodes of a text: `pieces` are texts and trees, one after the other. */
export function said(pieces) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : tree(piece)));
}

/** Return a text with formulas as plain text, for a name or a status. */
export function plainly(pieces) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : tree(piece).textContent)).join("");
}
