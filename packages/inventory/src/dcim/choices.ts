/** Side of a rack on which a device is mounted. */
export const rackFaces = ['front', 'rear'] as const;
export type RackFace = (typeof rackFaces)[number];

export const rackTypes = ['2-post-frame', '4-post-frame', '4-post-cabinet', 'wall-frame', 'wall-cabinet'] as const;

/** Inner width of a rack in inches. */
export const rackWidths = [10, 19, 21, 23] as const;

/** How an interface carries VLANs: `access` untagged only, `tagged` those listed, `tagged-all` all of them. */
export const interfaceModes = ['access', 'tagged', 'tagged-all'] as const;

/** Interface types that carry no cable. */
export const virtualInterfaceTypes: readonly string[] = ['virtual', 'bridge', 'lag'];
/** Interface types without a wire. */
export const wirelessInterfaceTypes: readonly string[] = [
  'ieee802.11a',
  'ieee802.11g',
  'ieee802.11n',
  'ieee802.11ac',
  'ieee802.11ax',
];

export const powerFeedLegs = ['A', 'B', 'C'] as const;
export const powerFeedTypes = ['primary', 'redundant'] as const;
export const powerSupplies = ['ac', 'dc'] as const;
export const powerPhases = ['single-phase', 'three-phase'] as const;

/** What a cable is made of. */
export const cableTypes = [
  'cat5e',
  'cat6',
  'cat6a',
  'cat7',
  'cat8',
  'dac-active',
  'dac-passive',
  'coaxial',
  'mmf',
  'mmf-om3',
  'mmf-om4',
  'smf',
  'smf-os2',
  'aoc',
  'power',
] as const;
export const cableLengthUnits = ['m', 'cm', 'ft', 'in'] as const;

/** Positions that one rear port may have. */
export const maxRearPortPositions = 1024;
