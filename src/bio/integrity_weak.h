/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For as long as src/merge has no integrity code: the hooks may be missing at link time.
 */
#ifndef BP_INTEGRITY_WEAK_H
#define BP_INTEGRITY_WEAK_H
#pragma weak bio_integrity_endio
#pragma weak bio_integrity_clone
#pragma weak bio_integrity_trim
#pragma weak bio_integrity_advance
#endif
