//! The desks' promises, tried without the program around them. One binary: linking is most of what a test file costs.

// What the tests stand on.
mod cases;
mod hall;
mod harness;
#[path = "../places/machine.rs"]
mod machine;
#[path = "../places/mod.rs"]
mod places;
mod ratings;
mod shop;
mod town;

// The promises.
mod a_granted_case_gives_a_voucher;
mod a_number_counts_only_once_printed;
mod a_stranger_learns_nothing;
mod acts_are_rated_once;
mod acts_that_share_a_commit;
mod applying_for_someone_else;
mod bad_ratings_are_answered;
mod begun_without_a_network;
mod carried_over_once;
mod cases_are_forgotten;
mod cases_are_taken_back;
mod cases_follow_the_department;
mod cases_that_were_not_taken;
mod cases_without_a_document;
mod check_in;
mod codes_and_cards;
mod conflicts_end_once;
mod departments_are_tried_out;
mod departments_by_file;
mod departments_see_their_own;
mod everything_of_a_resident;
mod files_are_kept;
mod forwarding;
mod grants_are_taken_back;
mod handover;
mod kiosk_conflicts_are_listed;
mod kiosks_are_enrolled;
mod kiosks_without_a_network;
mod leased_numbers_come_home;
mod live_pages;
mod lost_answers_are_seen;
mod messages_leave_the_house;
mod mistakes_are_mended;
mod movements_reach_the_department;
mod never_overspent;
mod no_oversell;
mod nobody_is_called_twice;
mod nothing_of_another_is_seen;
mod offline_is_settled;
mod one_application_one_case;
mod one_attempt_one_booking;
mod people_are_forgotten;
mod staff;
mod the_hall_keeps_its_order;
mod the_ledger_holds;
mod the_wallet_tells_the_truth;
mod vouchers_agree_with_a_model;
mod vouchers_come_again;
mod vouchers_survive_kills;
mod who_has_no_phone;
mod who_is_on_a_list_reaches_their_wallet;
