/** Which topics there are, and when a camera counts as offline. */
export interface MqttSettings {
  /** First levels of all topics about cameras. */
  readonly base: string;
  /** Labels that have counts of their own. Empty: each label, from its first object on. */
  readonly labels: readonly string[];
  /** Whether Home Assistant learns about the cameras. */
  readonly discovery: boolean;
  /** First levels of the topics of Home Assistant's discovery. */
  readonly prefix: string;
  /** A camera that sends nothing for this time is offline; 0 = never. */
  readonly silentSeconds: number;
  /** Whether the pictures of events are published. */
  readonly pictures: boolean;
}

export const mqttDefaults: MqttSettings = {
  base: 'vision',
  labels: [],
  discovery: true,
  prefix: 'homeassistant',
  silentSeconds: 120,
  pictures: false,
};
