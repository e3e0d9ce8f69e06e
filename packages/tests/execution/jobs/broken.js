export class Broken extends Nothing {
