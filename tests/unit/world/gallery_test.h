/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the cases of the gallery say.
 */
#ifndef T_GALLERY_TEST_H
#define T_GALLERY_TEST_H

#include <string.h>

#include "bp_test.h"
#include "world/gallery.h"

/* A fact of a case with the defect off and on; NULL: nothing is said of it. */
struct t_told {
	enum bp_defect_id id;
	const char *name;
	const char *said[2];
};

static inline const char *t_told(const struct bp_exhibit *exhibit, const char *name)
{
	for (unsigned i = 0; i < exhibit->nr_facts; i++)
		if (!strcmp(exhibit->facts[i].name, name))
			return exhibit->facts[i].value;
	return NULL;
}

static inline void t_gallery_run(enum bp_defect_id id, bool on, struct bp_exhibit *exhibit)
{
	const struct bp_gallery_case *shown = bp_gallery_find(id);
	struct bp_error err = { 0 };

	assert_non_null(shown);
	if (bp_gallery_run(shown, on, exhibit, &err))
		fail_msg("%s: %s", bp_defect_get(id)->id, err.text);
}

static inline void t_told_all(const struct t_told *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (int on = 0; on < 2; on++) {
			const char *right = rows[i].said[on], *said;
			struct bp_exhibit exhibit;

			t_gallery_run(rows[i].id, on, &exhibit);
			said = t_told(&exhibit, rows[i].name);
			if (!right != !said || (right && strcmp(right, said) != 0))
				fail_msg("%s %s: %s %s instead of %s",
					 bp_defect_get(rows[i].id)->id, on ? "on" : "off",
					 rows[i].name, said ?: "nothing", right ?: "nothing");
		}
}

#endif
