namespace groundedSam {
  /** `undefined` is a setting that an older flow does not have: its default holds. */
  const checked =
    (isGood: (value: unknown) => boolean, key: string): Validator =>
    (value, _opt) =>
      value === undefined || isGood(value) || RED._(key);

  const isFilled = (value: unknown): boolean => String(value).trim() !== '';

  function isIn(value: unknown, min: number, max: number, isWhole: boolean): boolean {
    const number = Number(value);
    return (
      isFilled(value) &&
      Number.isFinite(number) &&
      number >= min &&
      number <= max &&
      (!isWhole || Number.isInteger(number))
    );
  }

  /**
   * Checks of settings, for `validate`. What is wrong is said by the text `invalid.<name>`, of a typed input by Node-RED with
   * the text `label.<setting>`.
   */
  function checksWith(key: (name: string) => string) {
    const invalid = (name: string): string => key(`invalid.${name}`);
    return {
      number: (min: number, max: number, name: string): Validator =>
        checked((value) => isIn(value, min, max, false), invalid(name)),

      whole: (min: number, max: number, name: string): Validator =>
        checked((value) => isIn(value, min, max, true), invalid(name)),

      /** A whole number, or the word "auto". */
      wholeOrAuto: (min: number, max: number, name: string): Validator =>
        checked((value) => value === 'auto' || isIn(value, min, max, true), invalid(name)),

      /** Numbers from 0 up, separated by commas or blanks, or none. */
      seconds: (name: string): Validator => checked((value) => secondsIn(String(value)) !== undefined, invalid(name)),

      /** The address of a camera or of the sample image, an environment variable that holds it, or none yet. */
      address: (name: string): Validator =>
        checked(
          (value) => /^\s*(?:$|(?:https?|rtsps?):\/\/.|sample:shapes\s*$|\$\{)/i.test(String(value)),
          invalid(name),
        ),
      /** Addresses of servers, separated by blanks or commas, environment variables that hold them, or none yet. */
      servers: (name: string): Validator =>
        checked(
          (value) =>
            String(value)
              .split(/[\s,]+/)
              .every((address) => /^(?:$|https?:\/\/.|\$\{)/i.test(address)),
          invalid(name),
        ),
      topic: (name: string): Validator => checked((value) => isTopic(String(value).trim()), invalid(name)),

      filled: (name: string): Validator => checked(isFilled, invalid(name)),

      /** @param typeOf the setting that holds the type, or the type itself, as `RED.validators.typedInput` takes it */
      typed: (setting: string, typeOf: string | { readonly type: string } = `${setting}Type`): Validator =>
        function (value, opt) {
          const label = RED._(key(`label.${setting}`));
          return value === undefined || RED.validators.typedInput(typeOf).call(this, value, { ...opt, label });
        },
    };
  }

  /** Checks with the texts of a node type. */
  export const checks = (type: string) => checksWith((name) => ownKey(type, name));

  const { typed, filled, number, whole } = checksWith(sharedKey);

  /** Checks of the settings that several nodes have. */
  export const sharedChecks = {
    image: typed('image'),
    detections: typed('detections'),
    lane: typed('lane'),
    output: typed('output', { type: 'msg' }),
    model: filled('model'),
    maxMegapixels: number(1, 268, 'maxMegapixels'),
    greyRange: checked((value) => greyRangeFrom(value) !== undefined, sharedKey('invalid.greyRange')),
    queueLength: whole(1, Number.POSITIVE_INFINITY, 'queueLength'),
    maxAgeSeconds: number(0, Number.POSITIVE_INFINITY, 'maxAgeSeconds'),
    timeoutSeconds: number(0, 2147483, 'timeoutSeconds'),
  };
}
