namespace groundedSam {
  // Node-RED loads plugins before nodes. But after an installation from the palette, it loads both at the same time: nodes
  // then wait in an array until this script runs.
  const waiting = (globalThis.groundedSamNodes ?? []) as ((editor: typeof groundedSam) => void)[];
  globalThis.groundedSamNodes = { push: (register) => register(groundedSam) };
  for (const register of waiting) setTimeout(register, 0, groundedSam);
}
