/** Where a site is, and how large. */
export interface SitePlan {
  readonly kind: 'data-center' | 'office';
  /** Slug of the site; the names of its devices begin with it. */
  readonly slug: string;
  readonly name: string;
  /** Name of the country, a region below one of the three. */
  readonly country: string;
  readonly facility: string;
  readonly timeZone: string;
  readonly address: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Second octet of its networks: `10.<number>.0.0/16`. */
  readonly number: number;
  readonly racks: number;
}

/** Regions by name: country → parent. */
export const regionPlan = [
  ['EMEA', ['Germany', 'United Kingdom']],
  ['Americas', ['United States']],
  ['APAC', ['Singapore', 'Australia']],
] as const;

export const sitePlans: readonly SitePlan[] = [
  {
    kind: 'data-center',
    slug: 'fra1',
    name: 'Frankfurt DC1',
    country: 'Germany',
    facility: 'FR5',
    timeZone: 'Europe/Berlin',
    address: 'Hanauer Landstraße 298, 60314 Frankfurt am Main',
    latitude: 50.1188,
    longitude: 8.7353,
    number: 10,
    racks: 6,
  },
  {
    kind: 'data-center',
    slug: 'nyc1',
    name: 'New York DC1',
    country: 'United States',
    facility: 'NY4',
    timeZone: 'America/New_York',
    address: '755 Secaucus Road, Secaucus, NJ 07094',
    latitude: 40.7776,
    longitude: -74.0703,
    number: 20,
    racks: 6,
  },
  {
    kind: 'data-center',
    slug: 'sin1',
    name: 'Singapore DC1',
    country: 'Singapore',
    facility: 'SG3',
    timeZone: 'Asia/Singapore',
    address: '26A Ayer Rajah Crescent, Singapore 139963',
    latitude: 1.2956,
    longitude: 103.7905,
    number: 30,
    racks: 6,
  },
  {
    kind: 'office',
    slug: 'lon1',
    name: 'London Office',
    country: 'United Kingdom',
    facility: '',
    timeZone: 'Europe/London',
    address: '10 Finsbury Square, London EC2A 1AF',
    latitude: 51.5211,
    longitude: -0.0866,
    number: 40,
    racks: 3,
  },
  {
    kind: 'office',
    slug: 'aus1',
    name: 'Austin Office',
    country: 'United States',
    facility: '',
    timeZone: 'America/Chicago',
    address: '501 Congress Avenue, Austin, TX 78701',
    latitude: 30.2676,
    longitude: -97.7418,
    number: 50,
    racks: 3,
  },
  {
    kind: 'office',
    slug: 'syd1',
    name: 'Sydney Office',
    country: 'Australia',
    facility: '',
    timeZone: 'Australia/Sydney',
    address: '201 Kent Street, Sydney NSW 2000',
    latitude: -33.8651,
    longitude: 151.2041,
    number: 60,
    racks: 3,
  },
];
