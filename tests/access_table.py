"""Whom each route lets in: the one table, which `guardrails/test_roles.py` holds against the routes."""

from enquete_app.accounts.models import Role

ALL = frozenset(Role)
TEAM = frozenset({Role.TEAM})
ANALYST = frozenset({Role.ANALYST})
ADMIN = frozenset({Role.ADMIN})
ANYBODY = "anybody"
AT_THE_DOOR = "at the door"
"""Only who has given the password and has yet to set up the second step."""
TABLE = {
    **dict.fromkeys(
        (
            *("static", "house_style", "respond.welcome", "respond.begin", "respond.code"),
            *("respond.enter_code", "respond.question_page", "respond.answer_page", "respond.check_page"),
            *("respond.send_answers", "respond.thanks", "respond.opt_out_page", "respond.opt_out"),
            *("respond.start", "respond.privacy", "respond.accessibility", "respond.genuine"),
            *("respond.trial", "respond.published_index", "respond.published_show"),
            *("respond.published_data", "respond.published_file", "respond.robots", "respond.security"),
            *("team.signing_in_sign_in_page", "team.signing_in_sign_in", "team.signing_in_sign_out"),
            *("team.signing_in_password_page", "team.signing_in_choose_password"),
            *("team.signing_in_forgotten_page", "team.signing_in_forgotten", "team.language_choose"),
            *("team.oidc_start", "team.oidc_callback", "team.oidc_signed_out"),
            *("health.healthz", "health.readyz", "metrics.show"),
        ),
        ANYBODY,
    ),
    "team.enrolling_show": AT_THE_DOOR,
    "team.enrolling_confirm": AT_THE_DOOR,
    "team.account_show": ALL,
    "team.account_password_page": ALL,
    "team.account_change_password": ALL,
    "team.account_second_step_page": ALL,
    "team.account_renew_second_step": ALL,
    "team.account_codes_page": ALL,
    "team.account_make_codes": ALL,
    "team.account_end_session": ALL,
    "team.account_end_others": ALL,
    "team.waves_index": ALL,
    "team.waves_show": ALL,
    "team.results_show": ALL,
    "team.results_download": ALL,
    "team.results_figure": ALL,
    "team.publishing_show": TEAM,
    "team.publishing_prepare": TEAM,
    "team.publishing_preview": TEAM,
    "team.publishing_preview_data": TEAM,
    "team.publishing_confirm": TEAM,
    "team.publishing_publish": TEAM,
    "team.publishing_withdraw_page": TEAM,
    "team.publishing_withdraw": TEAM,
    "team.microdata_show": ANALYST,
    "team.microdata_download": ANALYST,
    "team.open_answers_index": ANALYST,
    "team.open_answers_show": ANALYST,
    "team.open_answers_act": ANALYST,
    "team.open_answers_second_show": ANALYST,
    "team.open_answers_second_keep": ANALYST,
    "team.open_answers_second_agreement": ANALYST,
    "team.open_answers_themes_index": ANALYST,
    "team.open_answers_themes_change": ANALYST,
    "team.comparing_show": ALL,
    "team.comparing_pooled": ALL,
    "team.comparing_download": ALL,
    "team.comparing_figure": ALL,
    "team.attention_index": TEAM,
    "team.attention_correct_page": TEAM,
    "team.attention_correct": TEAM,
    "team.ending_close_page": TEAM,
    "team.ending_close": TEAM,
    "team.texts_index": TEAM | ADMIN,
    "team.texts_edit": TEAM | ADMIN,
    "team.texts_save": TEAM | ADMIN,
    "team.texts_versions": TEAM | ADMIN,
    "team.texts_version": TEAM | ADMIN,
    "team.texts_restore": TEAM | ADMIN,
    "team.accounts_index": ADMIN,
    "team.accounts_invite_page": ADMIN,
    "team.accounts_invite": ADMIN,
    "team.accounts_show": ADMIN,
    "team.accounts_changes_change_roles": ADMIN,
    "team.accounts_changes_make_link": ADMIN,
    "team.accounts_changes_reset_page": ADMIN,
    "team.accounts_changes_reset": ADMIN,
    "team.accounts_changes_block_page": ADMIN,
    "team.accounts_changes_block": ADMIN,
    "team.accounts_changes_unblock": ADMIN,
    "team.accounts_changes_end_sessions": ADMIN,
    **dict.fromkeys(
        (
            *(
                "team.complaints_index",
                "team.complaints_show",
                "team.complaints_withhold",
            ),
            *(
                "team.uploads_upload_page",
                "team.uploads_upload",
                "team.imports_index",
            ),
            *("team.fetching_order_page", "team.fetching_begin"),
            *(
                "team.imports_show",
                "team.imports_act",
                "team.imports_abandon_page",
            ),
            *(
                "team.imports_abandon",
                "team.imports_refused",
                "team.subjects_show",
            ),
            *(
                "team.subjects_approve",
                "team.surveys_new_page",
                "team.surveys_new",
            ),
            *(
                "team.surveys_change",
                "team.surveys_archive_page",
                "team.surveys_put_away",
            ),
            *(
                "team.surveys_take_back",
                "team.surveys_rolling_design",
                "team.surveys_rolling_agree",
            ),
            *(
                "team.surveys_skipping_pause",
                "team.surveys_skipping_resume",
                "team.surveys_skipping_skip",
            ),
            *(
                "team.surveys_skipping_take_in",
                "team.surveys_skipping_stop_page",
                "team.surveys_skipping_stop",
            ),
            *(
                "team.design_show",
                "team.design_draw",
                "team.confirming_show",
            ),
            *(
                "team.confirming_agree",
                "team.confirming_discard_page",
                "team.confirming_throw_away",
            ),
            *(
                "team.draws_frame",
                "team.letters_index",
                "team.letters_make",
            ),
            *(
                "team.letters_batch_show",
                "team.letters_batch_download",
                "team.letters_batch_posted_page",
            ),
            *(
                "team.letters_batch_mark_posted",
                "team.letters_batch_take_back_page",
                "team.letters_batch_take_back",
            ),
            *(
                "team.letters_batch_take_apart_page",
                "team.letters_batch_take_apart",
                "team.letters_bounced_index",
            ),
            *(
                "team.letters_bounced_go_on",
                "team.entry_page",
                "team.entry_begin",
            ),
            *(
                "team.opt_outs_index",
                "team.opt_outs_act",
            ),
        ),
        TEAM,
    ),
    **dict.fromkeys(
        (
            *(
                "team.surveys_index",
                "team.surveys_show",
                "team.surveys_rolling_show",
                "team.surveys_turns_index",
            ),
            *("team.retention_index",),
        ),
        TEAM | ADMIN,
    ),
    **dict.fromkeys(
        (
            *(
                "team.draws_show",
                "team.draws_record",
                "team.draws_guide",
            ),
        ),
        ALL,
    ),
    **dict.fromkeys(
        (*("team.calendar_index",),),
        TEAM | ANALYST,
    ),
    **dict.fromkeys(
        (
            *(
                "team.retention_terms",
                "team.retention_choose",
                "team.audit_log_index",
            ),
            *("team.audit_log_check",),
        ),
        ADMIN,
    ),
    **dict.fromkeys(
        (
            "team.questionnaires_index",
            "team.questionnaires_show",
            "team.questionnaires_download",
            "team.questionnaires_comparison",
            "team.questionnaires_preview_begin_page",
            "team.questionnaires_preview_begin",
            "team.questionnaires_preview_page",
            "team.questionnaires_preview_answer",
        ),
        ALL,
    ),
    **dict.fromkeys(("team.questionnaires_choosing_page", "team.questionnaires_choosing_choose"), TEAM),
    **dict.fromkeys(
        (
            "team.questionnaires_adding_upload_page",
            "team.questionnaires_adding_upload",
            "team.questionnaires_adding_add",
            "team.questionnaires_adding_discard",
            "team.questionnaires_adding_remove_page",
            "team.questionnaires_adding_remove",
        ),
        ADMIN,
    ),
}
"""Each endpoint, and whom it lets in. A new route needs a line."""
