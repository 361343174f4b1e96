// Wakes the islands of a page once it is shown. A page without islands loads nothing.
const islands = document.getElementsByTagName("leptos-island");
const childrenWaiting = [];

async function wake(node, module) {
  const tag = node.tagName;
  if (tag === "LEPTOS-ISLAND") {
    const start = module[node.dataset.component];
    const children = childrenWaiting[childrenWaiting.length - 1];
    if (children) children();
    if (start) await start(node);
  }
  if (tag === "LEPTOS-CHILDREN") childrenWaiting.push(node.$$on_hydrate);
  for (const child of [...node.children]) await wake(child, module);
  if (tag === "LEPTOS-CHILDREN") childrenWaiting.pop();
}

if (islands.length > 0) {
  try {
    const module = await import("YIMEN_MODULE");
    await module.default({ module_or_path: "YIMEN_WASM" });
    module.hydrate();
    await wake(document.body, module);
    document.documentElement.dataset.ready = "yes";
  } catch (reason) {
    // An old browser, or a lost connection: the page works as it is.
    console.warn("islands sleep on:", reason);
  }
}
