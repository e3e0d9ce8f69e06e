import { request } from '../../../lib/api.ts';

export interface PasswordChange {
  readonly current: string;
  readonly new: string;
}

/** @throws ApiError with problems by field */
export async function changePassword(body: PasswordChange): Promise<void> {
  await request('/api/auth/password/', { method: 'POST', body });
}
