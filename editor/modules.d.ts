/** Exports of modules of `src`, which `scripts/copy-assets.js` puts into the page. */
declare namespace groundedSam {
  function greyRangeFrom(value: unknown): unknown;
  function gridFrom(value: unknown): unknown;
  function isTopic(text: string): boolean;
  function labelKey(label: string): string;
  function regionFrom(value: unknown): readonly Point2d[] | undefined;
  function regionsFrom(value: unknown): readonly (readonly Point2d[])[] | undefined;
  const secondsIn: typeof import('../dist/src/contract/seconds-list').secondsIn;
  const parsePrompt: typeof import('../dist/src/models/grounding-dino/prompt').parsePrompt;
  const joinedClasses: typeof import('../dist/src/models/grounding-dino/joined-classes').joinedClasses;
  const classSummary: typeof import('../dist/src/models/grounding-dino/joined-classes').classSummary;
  const messageOf: typeof import('../dist/src/errors').messageOf;
  /** The styles of mask-render, in the order in which they are usually drawn over each other. */
  const renderStyleNames: readonly string[];

  // What admin endpoints respond with.
  type ModelRow = import('../dist/src/hub/model-list').ModelRow;
  type ServerCheck = import('../dist/src/engine/server-check').ServerCheck;
  type PreviewRow = import('../dist/admin/preview-endpoints').PreviewRow;
  type ActivityResponse = import('../dist/admin/activity-endpoints').ActivityResponse;
  type EngineRow = import('../dist/admin/activity-endpoints').EngineRow;
  type CachedModelRow = import('../dist/admin/activity-endpoints').CachedModelRow;
  type LaneRow = import('../dist/nodes/shared/activity').LaneActivity;
  type NodeRow = import('../dist/nodes/shared/activity').NodeActivity;
  type ErrorRow = import('../dist/nodes/shared/activity').ReportedError;
  type DownloadRow = ActivityResponse['downloads'][number];

  type ImageSize = import('../dist/src/contract/vision').ImageSize;
  type Point2d = import('../dist/src/geometry/polygon').Point2d;
  type ShapeKind = import('../dist/src/geometry/shape-limits').ShapeKind;
  type ShapeEdit = import('../dist/src/polygon-editor/shape-edit').ShapeEdit;
  type ScreenSize = import('../dist/src/polygon-editor/shape-hit').ScreenSize;
  type Hit = import('../dist/src/polygon-editor/shape-hit').Hit;
  type Drag = import('../dist/src/polygon-editor/shape-drag').Drag;
  const crossesItself: typeof import('../dist/src/geometry/polygon').crossesItself;
  const startEdit: typeof import('../dist/src/polygon-editor/shape-edit').startEdit;
  const canFinish: typeof import('../dist/src/polygon-editor/shape-edit').canFinish;
  const isFull: typeof import('../dist/src/polygon-editor/shape-edit').isFull;
  const shapeProblem: typeof import('../dist/src/geometry/shape-problem').shapeProblem;
  const shapeLimits: typeof import('../dist/src/geometry/shape-limits').shapeLimits;
  const selectCorner: typeof import('../dist/src/polygon-editor/shape-edit').selectCorner;
  const removeCorner: typeof import('../dist/src/polygon-editor/shape-edit').removeCorner;
  const replaceCorners: typeof import('../dist/src/polygon-editor/shape-edit').replaceCorners;
  const changeKind: typeof import('../dist/src/polygon-editor/shape-edit').changeKind;
  const undo: typeof import('../dist/src/polygon-editor/shape-edit').undo;
  const reachOf: typeof import('../dist/src/polygon-editor/shape-hit').reachOf;
  const hitAt: typeof import('../dist/src/polygon-editor/shape-hit').hitAt;
  const dotsOf: typeof import('../dist/src/polygon-editor/shape-hit').dotsOf;
  const press: typeof import('../dist/src/polygon-editor/shape-drag').press;
  const dragTo: typeof import('../dist/src/polygon-editor/shape-drag').dragTo;
  const release: typeof import('../dist/src/polygon-editor/shape-drag').release;
  const keyPressed: typeof import('../dist/src/polygon-editor/shape-keys').keyPressed;
  const arrowOf: typeof import('../dist/src/geometry/line-arrow').arrowOf;
  const zonePointsFrom: typeof import('../dist/src/contract/points-text').zonePointsFrom;
  const twinIn: typeof import('../dist/src/zones/twins').twinIn;
  const timeText: typeof import('../dist/src/contract/time-text').timeText;
  const rgbFromText: typeof import('../dist/src/render/colour').rgbFromText;
  const paletteColours: typeof import('../dist/src/render/palettes').paletteColours;
}
