/** Version of the REST API, in the `API-Version` header of every answer: the first number changes when clients break. */
export const apiVersion = '1.0';
