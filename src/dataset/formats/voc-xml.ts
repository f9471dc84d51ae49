import type { Bbox, ImageSize } from '../../contract';
import type { AnnotatedPicture } from './format';
import { xmlText } from './xml-text';

/**
 * The annotations of an image as XML. As in the development kit, pixels are counted from 1 and a box includes its last
 * pixel: the box of the image's first pixel is 1, 1, 1, 1.
 */
export function vocXml({ stem, extension, size, objects }: AnnotatedPicture): string {
  return `<annotation>
	<folder>JPEGImages</folder>
	<filename>${xmlText(stem + extension)}</filename>
	<source>
		<database>Unknown</database>
	</source>
	<size>
		<width>${size.width}</width>
		<height>${size.height}</height>
		<depth>3</depth>
	</size>
	<segmented>${objects.some(({ mask }) => mask) ? 1 : 0}</segmented>
${objects.map(({ label, bbox }) => objectXml(label, bbox, size)).join('')}</annotation>
`;
}

function objectXml(label: string, [x, y, width, height]: Bbox, picture: ImageSize): string {
  return `	<object>
		<name>${xmlText(label)}</name>
		<pose>Unspecified</pose>
		<truncated>0</truncated>
		<difficult>0</difficult>
		<bndbox>
			<xmin>${Math.floor(x) + 1}</xmin>
			<ymin>${Math.floor(y) + 1}</ymin>
			<xmax>${Math.min(Math.ceil(x + width), picture.width)}</xmax>
			<ymax>${Math.min(Math.ceil(y + height), picture.height)}</ymax>
		</bndbox>
	</object>
`;
}
