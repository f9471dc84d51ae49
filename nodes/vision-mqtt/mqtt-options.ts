import { isTopic, type MqttSettings, mqttDefaults } from '../../src';
import { anyTextOption, flagOption, numberOption, type Option, readOptions, splitNames } from '../shared/options';

function topicOption(initial: string): Option<string> {
  return {
    initial,
    expected: 'a topic such as home/cameras, without + and # and without / at its ends',
    parse: (value) => (typeof value === 'string' && isTopic(value.trim()) ? value.trim() : undefined),
  };
}

/** Settings of the topics. */
export const mqttOptions = {
  base: topicOption(mqttDefaults.base),
  labels: anyTextOption(''),
  discovery: flagOption(mqttDefaults.discovery),
  prefix: topicOption(mqttDefaults.prefix),
  statusTopic: topicOption('homeassistant/status'),
  // The largest value is that of timers.
  silentSeconds: numberOption(mqttDefaults.silentSeconds, 0, 2_147_483),
  pictures: flagOption(mqttDefaults.pictures),
} as const;

/** Reads the settings of the topics from a node's config. */
export function mqttSettings(config: object): MqttSettings {
  const { labels, statusTopic: _, ...settings } = readOptions(mqttOptions, config);
  return { ...settings, labels: splitNames(labels) };
}
