/** Exports of modules of `src`, which `scripts/copy-assets.js` puts into the page. */
declare namespace groundedSam {
  function greyRangeFrom(value: unknown): unknown;
  function gridFrom(value: unknown): unknown;
  function isTopic(text: string): boolean;
  function labelKey(label: string): string;
  function zonePointsFrom(
    text: string,
    image?: { readonly width: number; readonly height: number },
  ): readonly (readonly [x: number, y: number])[] | undefined;
  function regionFrom(value: unknown): unknown;
  function regionsFrom(value: unknown): unknown;
  /** The styles of mask-render, in the order in which they are usually drawn over each other. */
  const renderStyleNames: readonly string[];

  type ImageSize = import('../dist/src/contract/vision').ImageSize;
}
