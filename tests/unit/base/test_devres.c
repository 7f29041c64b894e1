/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes away with a driver (P2P-B3.1).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/devres.h>

#include "bp_test.h"

struct driver {
	struct bp_env env;
	struct device dev;
	char log[16];
};

/* What an action is given. */
struct note {
	struct driver *driver;
	char name;
	bool again; /* registers itself once more */
};

static void write_down(void *data)
{
	struct note *note = data;

	strncat(note->driver->log, &note->name, 1);
	if (!note->again)
		return;
	note->again = false;
	assert_int_equal(devm_add_action(&note->driver->dev, write_down, note), 0);
}

static bool action_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_ACTION || kind == BP_ALLOC_DEVRES;
}

static const struct bp_alloc_ops failing = { .should_fail = action_fails };

static int set_up(void **state)
{
	static struct driver driver;

	memset(&driver, 0, sizeof(driver));
	bp_env_init(&driver.env);
	driver.dev.bp_env = &driver.env;
	*state = &driver;
	return 0;
}

static int tear_down(void **state)
{
	struct driver *driver = *state;

	assert_int_equal(devres_release_all(&driver->dev), 0);
	assert_int_equal(driver->env.live[BP_ALLOC_DEVRES], 0);
	assert_int_equal(driver->env.live[BP_ALLOC_ACTION], 0);
	bp_env_fini(&driver->env);
	return 0;
}

static void devres_release_all__memory_and_actions__newest_first(void **state)
{
	struct driver *driver = *state;
	struct note a = { driver, 'a', false }, b = { driver, 'b', false };
	struct note *kept = devm_kzalloc(&driver->dev, sizeof(*kept));

	assert_non_null(kept);
	assert_null(kept->driver);
	*kept = (struct note){ driver, 'k', false };
	assert_int_equal(devm_add_action(&driver->dev, write_down, &a), 0);
	assert_int_equal(devm_add_action(&driver->dev, write_down, kept), 0);
	assert_int_equal(devm_add_action_or_reset(&driver->dev, write_down, &b), 0);
	assert_string_equal(driver->log, "");
	assert_int_equal(devres_release_all(&driver->dev), 4);
	assert_string_equal(driver->log, "bka");
}

static void devres_release_all__registered_meanwhile__released_too(void **state)
{
	struct driver *driver = *state;
	struct note a = { driver, 'a', false }, b = { driver, 'b', true };

	assert_int_equal(devm_add_action(&driver->dev, write_down, &a), 0);
	assert_int_equal(devm_add_action(&driver->dev, write_down, &b), 0);
	assert_int_equal(devres_release_all(&driver->dev), 3);
	assert_string_equal(driver->log, "bba");
}

static void devm_add_action__no_memory__or_reset_runs_it(void **state)
{
	struct driver *driver = *state;
	struct note a = { driver, 'a', false }, b = { driver, 'b', false };

	driver->env.alloc_ops = &failing;
	assert_null(devm_kzalloc(&driver->dev, 8));
	assert_int_equal(devm_add_action(&driver->dev, write_down, &a), -ENOMEM);
	assert_string_equal(driver->log, "");
	assert_int_equal(devm_add_action_or_reset(&driver->dev, write_down, &b), -ENOMEM);
	assert_string_equal(driver->log, "b");
}

static void devm_release_action__in_the_middle__runs_it_alone(void **state)
{
	struct driver *driver = *state;
	struct note a = { driver, 'a', false }, b = { driver, 'b', false };

	assert_int_equal(devm_add_action(&driver->dev, write_down, &a), 0);
	assert_int_equal(devm_add_action(&driver->dev, write_down, &b), 0);
	devm_release_action(&driver->dev, write_down, &a);
	assert_string_equal(driver->log, "a");
	devm_remove_action(&driver->dev, write_down, &b);
	assert_string_equal(driver->log, "a");
}

static void devm_kfree__its_memory__given_back_early(void **state)
{
	struct driver *driver = *state;
	void *kept = devm_kzalloc(&driver->dev, 8), *early = devm_kzalloc(&driver->dev, 8);

	devm_kfree(&driver->dev, early);
	assert_int_equal(driver->env.live[BP_ALLOC_DEVRES], 1);
	devm_kfree(&driver->dev, kept);
	assert_hits(&driver->env, BP_SITE_DEVRES_UNKNOWN, 0);
}

static void devm_free_and_release__unknown__warn_and_do_nothing(void **state)
{
	struct driver *driver = *state;
	struct note a = { driver, 'a', false };

	devm_release_action(&driver->dev, write_down, &a);
	devm_remove_action(&driver->dev, write_down, &a);
	devm_kfree(&driver->dev, &a);
	assert_hits(&driver->env, BP_SITE_DEVRES_UNKNOWN, 3);
	assert_string_equal(driver->log, "");
}

#define t_driver(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_driver(devres_release_all__memory_and_actions__newest_first),
		t_driver(devres_release_all__registered_meanwhile__released_too),
		t_driver(devm_add_action__no_memory__or_reset_runs_it),
		t_driver(devm_release_action__in_the_middle__runs_it_alone),
		t_driver(devm_kfree__its_memory__given_back_early),
		t_driver(devm_free_and_release__unknown__warn_and_do_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
