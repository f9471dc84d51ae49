namespace groundedSam {
  /** A shape that is shown, but not edited now. */
  export interface ShownShape {
    readonly name: string;
    readonly kind: ShapeKind;
    readonly points: readonly Point2d[];
    /** For CSS. */
    readonly colour: string;
  }

  const SVG = 'http://www.w3.org/2000/svg';

  /** Creates an SVG element. Numbers of positions are shares of the image, as percentages. */
  export function svgElement<Name extends keyof SVGElementTagNameMap>(
    name: Name,
    attributes: Readonly<Record<string, string | number>>,
    children: readonly SVGElement[] = [],
  ): SVGElementTagNameMap[Name] {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children);
    return element;
  }

  /** A group of elements at a point of the image. Their own coordinates are pixels of the screen from there. */
  export const svgAt = (
    at: Point2d,
    attributes: Readonly<Record<string, string>>,
    children: readonly SVGElement[],
  ): SVGSVGElement => {
    const group = svgElement('svg', { overflow: 'visible', ...attributes }, children);
    placeAt(group, at);
    return group;
  };

  export function placeAt(group: SVGSVGElement, [x, y]: Point2d): void {
    group.setAttribute('x', `${x * 100}%`);
    group.setAttribute('y', `${y * 100}%`);
  }

  /** Elements whose coordinates are shares of the image. Lines keep their width by `vector-effect`. */
  const inShares = (children: readonly SVGElement[]): SVGSVGElement =>
    svgElement(
      'svg',
      { viewBox: '0 0 1 1', preserveAspectRatio: 'none', width: '100%', height: '100%', overflow: 'visible' },
      children,
    );

  const pointsText = (points: readonly Point2d[]): string => points.map((point) => point.join()).join(' ');

  /** The outline of a shape: a dark line below a coloured one can be seen on every picture. */
  function outline(shape: ShownShape, isClosed: boolean): SVGElement[] {
    const name = isClosed ? 'polygon' : 'polyline';
    const points = pointsText(shape.points);
    return [
      svgElement(name, { points, class: 'grounded-sam-casing' }),
      svgElement(name, {
        points,
        class: 'grounded-sam-outline',
        stroke: shape.colour,
        fill: isClosed ? shape.colour : 'none',
      }),
    ];
  }

  function textElement(text: string, [x, y]: Point2d): SVGElement {
    const element = svgElement('text', { class: 'grounded-sam-name', x, y });
    element.textContent = text;
    return element;
  }

  /** The name in the middle of a zone. */
  function nameOf({ name, points }: ShownShape): SVGElement[] {
    if (name === '' || points.length === 0) return [];
    const middle = (axis: 0 | 1): number => {
      const shares = points.map((point) => point[axis]);
      return (Math.min(...shares) + Math.max(...shares)) / 2;
    };
    return [svgAt([middle(0), middle(1)], { 'aria-hidden': 'true' }, [textElement(name, [0, 0])])];
  }

  /** The arrow of a line, with the word "in" next to it, and the name of the line on its other side. */
  function arrow({ name, points, colour }: ShownShape, size: ScreenSize): SVGElement[] {
    const found = arrowOf(points, size);
    if (!found) return [];
    const [x, y] = found.direction;
    const d = 'M0 0H24M16 -7L26 0L16 7';
    const transform = `rotate(${(Math.atan2(y, x) * 180) / Math.PI})`;
    const children = [
      svgElement('path', { d, transform, class: 'grounded-sam-casing' }),
      svgElement('path', { d, transform, class: 'grounded-sam-arrow', stroke: colour }),
      textElement(polygonText('in'), [16 * x - 16 * y, 16 * y + 16 * x]),
      textElement(name, [-16 * x, -16 * y]),
    ];
    return [svgAt(found.at, { 'aria-hidden': 'true' }, children)];
  }

  /** A shape as elements without events. Corners, dots and the cross are not part of it. */
  export const shapeElements = (shape: ShownShape, isOpen: boolean, size: ScreenSize): SVGElement[] => [
    inShares(outline(shape, shape.kind === 'zone' && !isOpen)),
    ...(shape.kind === 'line' ? arrow(shape, size) : isOpen ? [] : nameOf(shape)),
  ];

  /** The line from the last corner to the pointer or cross. */
  export const tipElements = (from: Point2d, to: Point2d, colour: string): SVGElement[] => [
    inShares([svgElement('polyline', { points: pointsText([from, to]), class: 'grounded-sam-tip', stroke: colour })]),
  ];
}
