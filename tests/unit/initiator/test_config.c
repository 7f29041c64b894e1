/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "initiator/config.h"

static struct bp_initiator_config good(void)
{
	struct bp_initiator_config config;

	assert_int_equal(bp_initiator_profile("ib", &config, NULL), 0);
	config.hostnqn = "nqn.host";
	config.subsysnqn = "nqn.target";
	return config;
}

static void bp_initiator_profile__each__complete_but_names(void **state)
{
	static const char *const names[] = { "ib", "iwarp", "tiny", "virt" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct bp_initiator_config config;
		struct bp_error err = { 0 };

		assert_int_equal(bp_initiator_profile(names[i], &config, NULL), 0);
		assert_false(config.adapter.is_virtual);
		assert_int_equal(bp_initiator_config_check(&config, &err), -EINVAL);
		assert_string_equal(err.key, "hostnqn");
		config.hostnqn = "nqn.host";
		config.subsysnqn = "nqn.target";
		assert_int_equal(bp_initiator_config_check(&config, NULL), 0);
	}
}

static void bp_initiator_profile__unknown__refused(void **state)
{
	struct bp_initiator_config config = { .depth = 5 };

	(void)state;
	assert_int_equal(bp_initiator_profile("token-ring", &config, NULL), -EINVAL);
	assert_int_equal(config.depth, 5);
}

/* Checks one change that makes a good configuration bad. */
#define refused(name, change)                                                                      \
	do {                                                                                       \
		struct bp_initiator_config config = good();                                        \
		struct bp_error err = { 0 };                                                       \
		change;                                                                            \
		assert_int_equal(bp_initiator_config_check(&config, &err), -EINVAL);               \
		assert_string_equal(err.key, name);                                                \
	} while (0)

static void bp_initiator_config_check__out_of_range__named(void **state)
{
	char name[300];

	(void)state;
	memset(name, 'n', sizeof(name));
	name[224] = '\0';
	refused("hostnqn", config.hostnqn = "");
	refused("subsysnqn", config.subsysnqn = NULL);
	refused("subsysnqn", config.subsysnqn = name);
	refused("nr_queues", config.nr_queues = 0);
	refused("nr_queues", config.nr_queues = 128);
	refused("depth", config.depth = 1);
	refused("depth", config.depth = 1025);
	refused("max_pages", config.max_pages = 0);
	refused("max_pages", config.max_pages = 4097);
	refused("timeout_ns", config.timeout_ns = 0);
	refused("area_bytes", config.area_bytes = 0);
	refused("area_bytes", config.area_bytes = 5000);
	refused("area_bytes", config.base = 512);
	refused("missing_bytes", config.greeting.missing_bytes = 33);
}

static void bp_initiator_config_check__bad_adapter__refused(void **state)
{
	struct bp_initiator_config config = good();

	(void)state;
	config.adapter.attrs.max_qp_wr = 0;
	assert_int_equal(bp_initiator_config_check(&config, NULL), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_initiator_profile__each__complete_but_names),
		cmocka_unit_test(bp_initiator_profile__unknown__refused),
		cmocka_unit_test(bp_initiator_config_check__out_of_range__named),
		cmocka_unit_test(bp_initiator_config_check__bad_adapter__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
