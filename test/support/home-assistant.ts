/**
 * Rules of Home Assistant's MQTT discovery, from the schemas in `homeassistant/components/mqtt` (`schemas.py`, `sensor.py`,
 * `binary_sensor.py`, `event.py`, `image.py`, `abbreviations.py`, `discovery.py`) of the package `homeassistant` 2025.4.4.
 */

interface Keys {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Full names of the abbreviations that are used. */
const abbreviations: Readonly<Record<string, string>> = {
  ...{ avty: 'availability', avty_mode: 'availability_mode', cmps: 'components', cont_type: 'content_type' },
  ...{
    dev: 'device',
    dev_cla: 'device_class',
    evt_typ: 'event_types',
    img_t: 'image_topic',
    o: 'origin',
    p: 'platform',
  },
  ...{ stat_cla: 'state_class', stat_t: 'state_topic', t: 'topic', uniq_id: 'unique_id', val_tpl: 'value_template' },
};
const deviceAbbreviations = { ids: 'identifiers', mf: 'manufacturer', mdl: 'model', sw: 'sw_version' };
const originAbbreviations = { sw: 'sw_version', url: 'support_url' };

const availability: Keys = {
  required: ['topic'],
  optional: ['payload_available', 'payload_not_available', 'value_template'],
};
const device: Keys = {
  required: ['identifiers'],
  optional: ['connections', 'manufacturer', 'model', 'model_id', 'name', 'hw_version', 'serial_number', 'sw_version'],
};
const origin: Keys = { required: ['name'], optional: ['sw_version', 'support_url'] };
const discovery: Keys = {
  required: ['device', 'components', 'origin'],
  optional: ['availability', 'availability_mode', 'state_topic', 'command_topic', 'qos', 'encoding'],
};
const entity = ['availability', 'availability_mode', 'enabled_by_default', 'entity_category', 'icon', 'object_id'];
const readOnly = [...entity, 'name', 'qos', 'encoding', 'value_template', 'device_class'];
const platforms: Readonly<Record<string, Keys>> = {
  sensor: {
    required: ['platform', 'unique_id', 'state_topic'],
    optional: [...readOnly, 'state_class', 'unit_of_measurement', 'expire_after', 'force_update', 'options'],
  },
  binary_sensor: {
    required: ['platform', 'unique_id', 'state_topic'],
    optional: [...readOnly, 'payload_on', 'payload_off', 'off_delay', 'expire_after', 'force_update'],
  },
  event: { required: ['platform', 'unique_id', 'state_topic', 'event_types'], optional: readOnly },
  // It needs one of image_topic and url_topic; only the first one is used.
  image: { required: ['platform', 'unique_id', 'image_topic'], optional: [...entity, 'name', 'content_type', 'qos'] },
};

/** Values of settings that only take some words. */
const words: Readonly<Record<string, readonly string[]>> = {
  availability_mode: ['all', 'any', 'latest'],
  state_class: ['measurement', 'total', 'total_increasing'],
  device_class: ['occupancy'],
};

/** `discovery.py`: `TOPIC_MATCHER` */
const TOPIC = /^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/;

type Table = Readonly<Record<string, unknown>>;

const expanded = (table: Table, names: Readonly<Record<string, string>>): Table =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [names[key] ?? key, value]));

function keyProblems(where: string, table: Table, { required, optional }: Keys): string[] {
  const missing = required.filter((key) => !(key in table)).map((key) => `${where} needs ${key}`);
  const unknown = Object.keys(table).filter((key) => ![...required, ...optional].includes(key));
  return [...missing, ...unknown.map((key) => `${where} must not have ${key}`)];
}

/** `util.py`: `valid_topic` and `valid_subscribe_topic`; wildcards make no sense here. */
const isTopic = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.length < 65_536 && !/[#+\p{Cc}]/u.test(value);

function valueProblems(where: string, table: Table): string[] {
  return Object.entries(table).flatMap(([key, value]) => {
    if (key.endsWith('topic')) return isTopic(value) ? [] : [`${where}.${key} must be a topic`];
    if (key in words)
      return words[key]!.includes(value as string) ? [] : [`${where}.${key} must be one of ${words[key]}`];
    if (key === 'event_types')
      return Array.isArray(value) && value.length > 0 ? [] : [`${where}.${key} must be a list`];
    if (['name', 'unique_id', 'value_template', 'content_type'].includes(key))
      return typeof value === 'string' && value !== '' ? [] : [`${where}.${key} must be a text`];
    return [];
  });
}

function componentProblems([id, component]: [string, Table]): string[] {
  const table = expanded(component, abbreviations);
  const keys = platforms[String(table.platform)];
  if (!keys) return [`${id} has the unknown platform ${table.platform}`];
  // Only a platform: the component is to be removed.
  if (Object.keys(table).length === 1) return [];
  return [...keyProblems(id, table, keys), ...valueProblems(id, table)];
}

/** The rules that a device discovery message breaks. Home Assistant accepts one without any. */
export function discoveryProblems(topic: string, payload: object): string[] {
  const config = expanded(JSON.parse(JSON.stringify(payload)) as Table, abbreviations);
  const part = (name: string): Table => (config[name] ?? {}) as Table;
  const components = Object.entries(part('components')) as [string, Table][];
  const ids = components.map(([, { uniq_id }]) => uniq_id).filter((id) => id !== undefined);
  const lists = ((config.availability ?? []) as Table[]).map((one) => expanded(one, abbreviations));
  return [
    ...(TOPIC.test(topic) ? [] : [`${topic} is not a discovery topic`]),
    ...keyProblems('the config', config, discovery),
    ...valueProblems('the config', config),
    ...keyProblems('device', expanded(part('device'), deviceAbbreviations), device),
    ...keyProblems('origin', expanded(part('origin'), originAbbreviations), origin),
    ...lists.flatMap((one) => [
      ...keyProblems('availability', one, availability),
      ...valueProblems('availability', one),
    ]),
    ...components.flatMap(componentProblems),
    ...(new Set(ids).size === ids.length ? [] : ['two components have the same unique_id']),
  ];
}
