namespace groundedSam {
  // Node-RED loads plugins before nodes, but where the package was installed from the palette, both at the same time: what
  // a node registers waits in an array until this script has run.
  const waiting = (globalThis.groundedSamNodes ?? []) as ((editor: typeof groundedSam) => void)[];
  globalThis.groundedSamNodes = { push: (register) => register(groundedSam) };
  for (const register of waiting) setTimeout(register, 0, groundedSam);
}
