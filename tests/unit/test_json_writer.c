/* JSON text: escapes, layout, and a sink that fails. */
#include "capture.h"
#include "report/json_writer.h"

static void test_str__escapes_what_json_and_terminals_need(void **state)
{
    static const struct {
        struct bh_str in;
        const char *out;
    } cases[] = {
        { { "", 0 }, "\"\"\n" },
        { { NULL, 0 }, "null\n" },
        { { "plain / text'", 13 }, "\"plain / text'\"\n" },
        { { "a\"b\\c", 5 }, "\"a\\\"b\\\\c\"\n" },
        { { "\n\r\t\b\x1b\x7f", 6 }, "\"\\n\\r\\t\\u0008\\u001b\\u007f\"\n" },
        { { "a\0b", 3 }, "\"a\\u0000b\"\n" },
        { { "gr\xC3\xBC\xE2\x82\xAC\xF0\x9F\x9A\xA2", 11 },
          "\"gr\xC3\xBC\xE2\x82\xAC\xF0\x9F\x9A\xA2\"\n" },
        /* a C1 control, a line separator, a direction override */
        { { "\xC2\x9B|\xE2\x80\xA8|\xE2\x80\xAE", 10 }, "\"\\u009b|\\u2028|\\u202e\"\n" },
        /* each byte that is no UTF-8: stray, overlong, surrogate, past the end, cut short */
        { { "a\x80z", 3 }, "\"a\xEF\xBF\xBDz\"\n" },
        { { "\xC0\xAF", 2 }, "\"\xEF\xBF\xBD\xEF\xBF\xBD\"\n" },
        { { "\xED\xA0\x80", 3 }, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n" },
        { { "\xF4\x90\x80\x80", 4 }, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n" },
        { { "x\xE2\x82", 3 }, "\"x\xEF\xBF\xBD\xEF\xBF\xBD\"\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct capture capture = { .n_writes = 0 };
        struct bh_json_writer json;
        struct bh_err err;
        bh_json_writer_init(&json, capture_sink(&capture));
        bh_json_writer_str(&json, cases[i].in);
        assert_int_equal(bh_json_writer_end(&json, &err), 0);
        assert_text(&capture, cases[i].out);
        bh_buf_done(&capture.text);
    }
}

static void test_writer__lays_out_nested_values(void **state)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_json_writer json;
    struct bh_err err;

    (void)state;
    bh_json_writer_init(&json, capture_sink(&capture));
    bh_json_writer_open_object(&json);
    bh_json_writer_key(&json, "empty");
    bh_json_writer_open_array(&json);
    bh_json_writer_close(&json);
    bh_json_writer_key(&json, "none");
    bh_json_writer_open_object(&json);
    bh_json_writer_close(&json);
    bh_json_writer_key(&json, "list");
    bh_json_writer_open_array(&json);
    bh_json_writer_u64(&json, 0);
    bh_json_writer_u64(&json, UINT64_MAX);
    bh_json_writer_bool(&json, true);
    bh_json_writer_open_object(&json);
    bh_json_writer_key(&json, "no");
    bh_json_writer_bool(&json, false);
    bh_json_writer_close(&json);
    bh_json_writer_close(&json);
    bh_json_writer_close(&json);
    assert_int_equal(bh_json_writer_end(&json, &err), 0);
    assert_text(&capture, "{\n"
                          "  \"empty\": [],\n"
                          "  \"none\": {},\n"
                          "  \"list\": [\n"
                          "    0,\n"
                          "    18446744073709551615,\n"
                          "    true,\n"
                          "    {\n"
                          "      \"no\": false\n"
                          "    }\n"
                          "  ]\n"
                          "}\n");
    bh_buf_done(&capture.text);
}

static void test_writer__keeps_every_byte_across_buffers(void **state)
{
    enum { N = 3 * BH_JSON_WRITER_BUFFER };
    struct capture capture = { .n_writes = 0 };
    struct bh_json_writer json;
    struct bh_err err;
    char *text = malloc(N);

    (void)state;
    assert_non_null(text);
    memset(text, 'x', N);
    bh_json_writer_init(&json, capture_sink(&capture));
    bh_json_writer_str(&json, bh_str(text, N));
    assert_int_equal(bh_json_writer_end(&json, &err), 0);
    assert_int_equal(capture.text.n, N + 3);
    assert_true(capture.n_writes > 2);
    assert_memory_equal(capture.text.p + 1, text, N);
    free(text);
    bh_buf_done(&capture.text);
}

static void test_writer__reports_the_first_failure_and_stops(void **state)
{
    enum { N = 3 * BH_JSON_WRITER_BUFFER };
    struct capture capture = { .fails_at = 2 };
    struct bh_json_writer json;
    struct bh_err err = { .kind = BH_ERR_NONE };

    (void)state;
    bh_json_writer_init(&json, capture_sink(&capture));
    bh_json_writer_open_array(&json);
    for (unsigned i = 0; i < N; i++) {
        bh_json_writer_u64(&json, i);
    }
    assert_int_equal(bh_json_writer_check(&json, &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot write: disk full");
    bh_json_writer_close(&json);
    assert_int_equal(bh_json_writer_end(&json, &err), -BH_ERR_SYSTEM);
    assert_int_equal(capture.n_writes, 2);
    bh_buf_done(&capture.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__escapes_what_json_and_terminals_need),
        cmocka_unit_test(test_writer__lays_out_nested_values),
        cmocka_unit_test(test_writer__keeps_every_byte_across_buffers),
        cmocka_unit_test(test_writer__reports_the_first_failure_and_stops),
    };

    return cmocka_run_group_tests_name("json_writer", tests, NULL, NULL);
}
