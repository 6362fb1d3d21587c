<?php
/**
 * The box in the editor of a post, and the bulk action in the list of posts.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

use WP_Post;

const NONCE       = 'earshot_post_box';
const BULK_ACTION = 'earshot_send';

add_action( 'add_meta_boxes', __NAMESPACE__ . '\add_post_box' );
add_action( 'save_post', __NAMESPACE__ . '\save_choice' );
add_action( 'admin_init', __NAMESPACE__ . '\add_bulk_actions' );

function add_post_box(): void {
	add_meta_box( 'earshot', __( 'Read aloud', 'earshot' ), __NAMESPACE__ . '\render_post_box', get_settings()['post_types'], 'side' );
}

function render_post_box( WP_Post $post ): void {
	$choice  = (string) get_post_meta( $post->ID, CHOICE_META, true );
	$default = get_settings()['by_default'] ? __( 'Yes (default of the site)', 'earshot' ) : __( 'No (default of the site)', 'earshot' );
	$options = array(
		''    => $default,
		'on'  => __( 'Yes', 'earshot' ),
		'off' => __( 'No', 'earshot' ),
	);
	wp_nonce_field( NONCE, NONCE );
	echo '<label for="earshot-choice">' . esc_html__( 'Offer this post as audio', 'earshot' ) . '</label> ';
	echo '<select id="earshot-choice" name="earshot_choice">';
	foreach ( $options as $value => $label ) {
		printf( '<option value="%s" %s>%s</option>', esc_attr( $value ), selected( $choice, $value, false ), esc_html( $label ) );
	}
	echo '</select>';
	render_state( $post );
}

function render_state( WP_Post $post ): void {
	$error    = (string) get_post_meta( $post->ID, ERROR_META, true );
	$story_id = get_story_id( $post->ID );
	if ( '' !== $error ) {
		/* translators: %s: reason */
		echo '<p role="status">' . esc_html( sprintf( __( 'It could not be sent: %s', 'earshot' ), $error ) ) . '</p>';
	} elseif ( '' !== $story_id ) {
		printf( '<p><a href="%s">%s</a></p>', esc_url( get_settings()['server'] . '/s/' . $story_id ), esc_html__( 'Story on the server', 'earshot' ) );
	}
}

function save_choice( int $post_id ): void {
	$nonce = isset( $_POST[ NONCE ] ) ? sanitize_key( wp_unslash( $_POST[ NONCE ] ) ) : '';
	if ( ! wp_verify_nonce( $nonce, NONCE ) || ! current_user_can( 'edit_post', $post_id ) ) {
		return;
	}
	$choice = isset( $_POST['earshot_choice'] ) ? sanitize_key( wp_unslash( $_POST['earshot_choice'] ) ) : '';
	if ( in_array( $choice, array( 'on', 'off' ), true ) ) {
		update_post_meta( $post_id, CHOICE_META, $choice );
	} else {
		delete_post_meta( $post_id, CHOICE_META );
	}
}

function add_bulk_actions(): void {
	foreach ( get_settings()['post_types'] as $type ) {
		add_filter( "bulk_actions-edit-$type", __NAMESPACE__ . '\list_bulk_actions' );
		add_filter( "handle_bulk_actions-edit-$type", __NAMESPACE__ . '\send_selected', 10, 3 );
	}
}

function list_bulk_actions( array $actions ): array {
	$actions[ BULK_ACTION ] = __( 'Send to Earshot', 'earshot' );
	return $actions;
}

/** Send posts that were published before the plugin was installed. WordPress has checked the nonce. */
function send_selected( string $redirect, string $action, array $post_ids ): string {
	if ( BULK_ACTION === $action ) {
		foreach ( $post_ids as $post_id ) {
			if ( current_user_can( 'edit_post', $post_id ) ) {
				schedule_sync( (int) $post_id );
			}
		}
	}
	return $redirect;
}
