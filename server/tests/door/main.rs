//! The whole program's promises, tried through its door. One binary: linking is most of what a test file costs.

// What the tests stand on.
mod browser;
mod door;
mod kiosk;
#[path = "../places/machine.rs"]
mod machine;
#[path = "../places/mod.rs"]
mod places;
mod ports;
mod program;

// The promises.
mod a_card_signs_in_its_holder;
mod a_kiosk_forgets;
mod a_kiosk_proves_that_it_forgets;
mod bad_input_is_told;
mod departments_down_for_two_hours;
mod every_service_from_end_to_end;
mod killed_in_the_middle;
mod kiosks_are_enrolled;
mod nothing_of_another_is_reached;
mod paper_for_who_has_no_phone;
mod rating_is_the_residents_own;
mod residents_sign_in;
mod settings_are_refused;
mod two_servers_one_store;
mod what_people_told_lies_nowhere_open;
